namespace Conductor.OllamaSim.Cli;

/// <summary>What the command line asks for.</summary>
internal sealed class SimSettings
{
    public int Port { get; set; } = 11434;

    public SimFlavor Flavor { get; set; } = SimFlavor.Ollama;

    public List<string> Models { get; } = [];

    public List<string> Capabilities { get; } = [];

    public Answer Answer { get; set; } = Answer.Usual;

    public double? TokensPerSecond { get; set; }

    public TimeSpan Prefill { get; set; }

    public TimeSpan LoadTime { get; set; }

    public int Parallel { get; set; } = 1;

    public int MaxLoaded { get; set; } = 3;

    public int MaxQueue { get; set; } = 512;

    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromMinutes(5);

    public int? ContextLength { get; set; }

    public string? ApiKey { get; set; }

    public Fault? Fault { get; private set; }

    public string? FaultOn { get; set; }

    public string? FaultModel { get; set; }

    public bool CallsTools { get; set; }

    public int? FaultTimes { get; set; }

    public TimeSpan? FaultFor { get; set; }

    public bool IsQuiet { get; set; }

    public bool WantsHelp { get; set; }

    public void AddFault(Fault fault) => Fault = Fault?.And(fault) ?? fault;

    public SimOptions ToOptions()
    {
        var options = new SimOptions
        {
            Port = Port,
            Flavor = Flavor,
            Parallel = Parallel,
            MaxLoadedModels = MaxLoaded,
            MaxQueue = MaxQueue,
            KeepAlive = KeepAlive,
            ApiKey = ApiKey,
            Models = [.. (Models.Count == 0 ? ["llama3.2"] : Models).Select(ToModel)],
        };
        return ContextLength is { } length ? options with { ContextLength = length } : options;
    }

    /// <summary>Lets the fault strike where and as often as was asked.</summary>
    public void Script(OllamaSimulator sim)
    {
        if (Fault is null) return;
        var script = FaultOn switch
        {
            null when FaultModel is { } model => sim.Script(model),
            null => sim.Script(),
            "*" => sim.Everything,
            var path => sim.Route(path),
        };
        if (FaultTimes is { } times) script.Times(times, Fault);
        else if (FaultFor is { } time) script.For(time, Fault);
        else script.Always(Fault);
    }

    private SimModel ToModel(string name)
    {
        var answer = Capabilities.Contains("thinking") && Answer != Answer.Usual ? Answer.Thinking("Let me think.") : Answer;
        var model = new SimModel(name) { Answer = answer, TokensPerSecond = TokensPerSecond, Prefill = Prefill, LoadTime = LoadTime, CallsTools = CallsTools };
        if (Capabilities.Count > 0) model = model with { Capabilities = [.. model.Capabilities.Union(Capabilities)] };
        return ContextLength is { } length ? model with { ContextLength = Math.Max(length, model.ContextLength) } : model;
    }
}
