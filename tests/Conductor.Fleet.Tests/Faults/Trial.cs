using Conductor.Core.Backends;
using Conductor.Core.Hosts;
using Conductor.Core.Routing;
using Conductor.Fleet.Tests.Support;
using Conductor.OllamaSim;

namespace Conductor.Fleet.Tests.Faults;

/// <summary>
/// One host that will fail and one that will not, with a conductor in front of them. The first one holds the model in memory and has
/// answered before, so what fails is a host in use.
/// </summary>
internal sealed class Trial : IAsyncDisposable
{
    public const string Model = "llama3.2";

    /// <summary>Stands in for <see cref="Model"/>, and takes in more.</summary>
    public const string Larger = "larger";

    public static readonly TimeSpan FirstToken = TimeSpan.FromSeconds(10);

    // Unlike every other time, so that a timer set to it says which stage has begun.
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(7);

    /// <summary>What every model says: 60 tokens, some of several bytes.</summary>
    public static readonly string[] Said = [.. Enumerable.Range(1, 60).Select(number => number % 10 == 0 ? $"Straße東{number} " : $"word{number} ")];

    /// <summary>What <see cref="Larger"/> says.</summary>
    public static readonly string[] SaidByLarger = ["I ", "am ", "larger."];

    private Site _site = null!;
    private Asking _asking = null!;
    private int _asked;
    private int _fallbackAsked;

    private Trial(Cell cell)
    {
        Cell = cell;
        Primary = Simulator(cell, Models());
        Fallback = Simulator(cell, [.. Models(), new SimModel(Larger) { Answer = Answer.Tokens(SaidByLarger) }]);
    }

    public Cell Cell { get; }

    public WatchedTime Time { get; } = new();

    public OllamaSimulator Primary { get; }

    public OllamaSimulator Fallback { get; }

    public static string SaidText { get; } = string.Concat(Said);

    /// <summary>The requests for text that the first host was given since the fault was there.</summary>
    public IReadOnlyList<SimRequest> AtPrimary => [.. Primary.Requests.Generations.Skip(_asked)];

    /// <summary>The requests for text that the other host was given since the fault was there.</summary>
    public IReadOnlyList<SimRequest> AtFallback => [.. Fallback.Requests.Generations.Skip(_fallbackAsked)];

    public static async Task<Trial> StartAsync(Cell cell, Action<Trial> prepare)
    {
        var trial = new Trial(cell);
        prepare(trial);
        var backend = new BackendPlan
        {
            Parallel = 100,
            Timeouts = TurnTimeouts.Default with { FirstToken = FirstToken, Idle = Idle },
        };
        var hosts = new[]
        {
            Site.Host("primary", trial.Primary, backend, trial.Time),
            Site.Host("fallback", trial.Fallback, backend, trial.Time),
        };
        trial._site = await Site.StartAsync(new FleetPlan([.. hosts], Model) { Names = Names() }, trial.Time);
        trial._asking = new Asking(trial._site.Client, trial.Time);
        await trial.WarmUpAsync();
        return trial;
    }

    /// <summary>Asks as the cell says.</summary>
    public Task<Answered> AskAsync(CancellationToken cancellationToken) => _asking.AskAsync(Cell.Door, Cell.Stream, Model, cancellationToken);

    /// <summary>A place in the count of timers: what is set to this time from now on is news.</summary>
    public int Mark(TimeSpan due) => Time.TimesSet(due);

    /// <inheritdoc cref="Site.PassAsync"/>
    public Task PassAsync(TimeSpan time, CancellationToken cancellationToken) => _site.PassAsync(Time, time, cancellationToken);

    /// <summary>
    /// Moves the clock by the longest silence, and once more whenever an answer is given some of that time anew, until the other host is asked: a token that
    /// was on its way when the clock moved begins the silence again.
    /// </summary>
    public async Task MoveUntilRescueAsync(CancellationToken cancellationToken)
    {
        // What watches over the other host's answer is set like that too, but only once it was asked.
        try
        {
            for (var mark = 0; AtFallback.Count == 0; await Time.SetAsync(IsSilenceAllowed, mark, cancellationToken))
            {
                mark = Time.TimesSet(IsSilenceAllowed);
                await PassAsync(Idle, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (AtFallback.Count > 0)
        {
            // It was asked meanwhile, and its answer was whole before there was a silence to watch for.
        }

        static bool IsSilenceAllowed(TimerSet set) => set.Owner == "PumpWatchdog" && set.Due > TimeSpan.Zero && set.Due <= Idle;
    }

    /// <summary>What has become of it so far.</summary>
    public override string ToString()
    {
        var hosts = _site.Conductor.Fleet.Hosts.Select(host => $"{host.Name} is {host.Health} {host.Problem}");
        return $"At {Time.Elapsed}: {Of(AtPrimary)} at the first host, {Of(AtFallback)} at the other; {string.Join("; ", hosts)}.";

        static string Of(IReadOnlyList<SimRequest> requests) => $"[{string.Join(", ", requests.Select(one => $"{one.SentTokens} tokens, {(one.Ended.IsCompleted ? "ended" : "open")}"))}]";
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
        await Primary.DisposeAsync();
        await Fallback.DisposeAsync();
    }

    private async Task WarmUpAsync()
    {
        await _site.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken).SoonAsync();
        var answered = await AskAsync(TestContext.Current.CancellationToken).SoonAsync();
        Assert.Equal((true, SaidText), (answered.IsWhole, answered.Text));
        await Primary.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
        await Primary.WaitForIdleAsync(TestContext.Current.CancellationToken).SoonAsync();
        // Its host's actor has seen the answer too, or the time that passes now would be the time that it took.
        await _site.Conductor.SeeNothingLeftAsync("primary", Model);
        // While the clock stands still, what was learned first is as young as can be.
        Time.Advance(TimeSpan.FromSeconds(1));
        await _site.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken).SoonAsync();
        (_asked, _fallbackAsked) = (Primary.Requests.Generations.Count, Fallback.Requests.Generations.Count);
    }

    private static NameTable Names()
    {
        ModelPlan[] plans = [new ModelPlan(Model) { Fallback = [Larger], Context = 4096 }, new ModelPlan(Larger) { Context = 131_072 }];
        var names = NameTable.Build(plans, new Dictionary<TaskKind, string>(), known: null, out var problems);
        Assert.Empty(problems);
        return names!;
    }

    private static SimModel[] Models() => [new SimModel(Model) { Answer = Answer.Tokens(Said) }];

    private OllamaSimulator Simulator(Cell cell, SimModel[] models) => OllamaSimulator.Start(new SimOptions { Flavor = cell.Host, Models = models, Time = Time });
}
