using System.Globalization;
using Conductor.OllamaSim.Json;

namespace Conductor.OllamaSim.Cli;

/// <summary>The options of the program, their help, and how they are read.</summary>
internal static class CommandLine
{
    private static readonly Option[] Options =
    [
        new("--port", "N", "Port on 127.0.0.1; 0 takes any free one. Default 11434.", (to, text) => to.Port = Number(text, 0, 65535)),
        new("--model", "NAME", "A model on the disk; may be repeated. Default llama3.2.", (to, text) => to.Models.Add(text)),
        new("--flavor", "ollama|openai", "Ollama, or a plain OpenAI-compatible server without /api. Default ollama.", (to, text) => to.Flavor = Flavor(text)),
        new("--capability", "NAME", "Adds thinking, vision, insert or embedding to every model; may be repeated.", (to, text) => to.Capabilities.Add(text)),
        new("--calls-tools", "", "Every model calls the first tool that it is offered.", (to, _) => to.CallsTools = true),
        new("--tokens", "N", "Answers with N made-up tokens. Default 60.", (to, text) => to.Answer = Answer.Tokens(Number(text, 0, 10_000_000))),
        new("--text", "TEXT", "Answers with this text.", (to, text) => to.Answer = Answer.Text(text)),
        new("--echo", "", "Answers with the prompt.", (to, _) => to.Answer = Answer.Echo),
        new("--tokens-per-second", "X", "The pace of every answer. Default: a burst.", (to, text) => to.TokensPerSecond = Rate(text)),
        new("--prefill", "TIME", "Wait before the first token. Default 0s.", (to, text) => to.Prefill = Time(text)),
        new("--load-time", "TIME", "How long a model takes to load. Default 0s.", (to, text) => to.LoadTime = Time(text)),
        new("--parallel", "N", "OLLAMA_NUM_PARALLEL: answers per model at once. Default 1.", (to, text) => to.Parallel = Number(text, 1, int.MaxValue)),
        new("--max-loaded", "N", "OLLAMA_MAX_LOADED_MODELS. Default 3.", (to, text) => to.MaxLoaded = Number(text, 1, int.MaxValue)),
        new("--max-queue", "N", "OLLAMA_MAX_QUEUE. Default 512.", (to, text) => to.MaxQueue = Number(text, 0, int.MaxValue)),
        new("--keep-alive", "TIME", "OLLAMA_KEEP_ALIVE; negative for ever. Default 5m.", (to, text) => to.KeepAlive = KeepAlive(text)),
        new("--context", "N", "OLLAMA_CONTEXT_LENGTH. Default 4096.", (to, text) => to.ContextLength = Number(text, 1, int.MaxValue)),
        new("--api-key", "KEY", "The key that every request must bear. Default none.", (to, text) => to.ApiKey = text),
        new("--fault", "FAULT", "Goes wrong like this; repeat or join by commas to combine.", (to, text) => to.AddFault(Fault.Parse(text))),
        new("--fault-on", "PATH", "Only on this path; * is every request. Default: answers.", (to, text) => to.FaultOn = text),
        new("--fault-model", "NAME", "Only answers of this model.", (to, text) => to.FaultModel = text),
        new("--fault-times", "N", "Only for the first N requests.", (to, text) => to.FaultTimes = Number(text, 1, int.MaxValue)),
        new("--fault-for", "TIME", "Only for this long after the start.", (to, text) => to.FaultFor = Time(text)),
        new("--quiet", "", "No log of requests.", (to, _) => to.IsQuiet = true),
        new("--help", "", "This text.", (to, _) => to.WantsHelp = true),
    ];

    /// <summary>Throws <see cref="FormatException"/> with a sentence for the user.</summary>
    public static SimSettings Parse(IReadOnlyList<string> args)
    {
        var settings = new SimSettings();
        for (var index = 0; index < args.Count; index++)
        {
            var (name, value) = args[index].Split('=', 2) is [['-', '-', ..] left, var right] ? (left, right) : (args[index], null);
            var option = Array.Find(Options, option => option.Name == (name is "-h" ? "--help" : name))
                ?? throw new FormatException($"There is no option '{name}'. --help lists them.");
            if (option.Value.Length > 0 && value is null)
                value = ++index < args.Count ? args[index] : throw new FormatException($"{name} needs a value: {name} {option.Value}.");
            option.Apply(settings, value ?? "");
        }
        return settings;
    }

    public static string Help { get; } = $"""
        A scriptable Ollama server for tests.

        Usage: ollama-sim [options]

        {string.Join('\n', Options.Select(option => $"  {$"{option.Name} {option.Value}",-29}{option.Help}"))}

        Times are written as Go does: 250ms, 2s, 1m30s.
        Faults:
        {string.Join('\n', Fault.Usages.Select(usage => $"  {usage}"))}

        Example: ollama-sim --port 11500 --model llama3.2 --tokens-per-second 50 --load-time 2s --fault cut-after:40

        """;

    private static int Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"'{text}' is not a number from {least} to {most}.");

    private static double Rate(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate > 0
            ? rate
            : throw new FormatException($"'{text}' is not a rate: a number greater than 0.");

    private static TimeSpan Time(string text) =>
        GoTime.Parse(text) is { } time && time >= TimeSpan.Zero
            ? time
            : throw new FormatException($"'{text}' is not a time. Examples: 250ms, 2s, 1m30s.");

    private static TimeSpan KeepAlive(string text)
    {
        var time = GoTime.Parse(text) ?? throw new FormatException($"'{text}' is not a time. Examples: 5m, 0, -1.");
        return time < TimeSpan.Zero ? GoTime.Forever : time;
    }

    private static SimFlavor Flavor(string text) => text switch
    {
        "ollama" => SimFlavor.Ollama,
        "openai" => SimFlavor.OpenAi,
        _ => throw new FormatException($"'{text}' is neither ollama nor openai."),
    };

    private sealed record Option(string Name, string Value, string Help, Action<SimSettings, string> Apply);
}
