using System.Collections.Immutable;
using Conductor.Core.Conversations;
using Conductor.Core.Embedded;
using Conductor.Core.Hosts;
using Conductor.Core.Insight;
using Conductor.Core.Metrics;
using Conductor.Core.Models;
using Conductor.Core.Ports;
using Conductor.Core.Routing;
using Conductor.Core.Sessions;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Conducting;

/// <summary>A conductor in this process: an actor system of its own, so that two in one process never meet.</summary>
public sealed class LocalConductor : IConductor
{
    // For turns to write their end, once they were told to.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly ConductorPlan _plan;
    private readonly TimeProvider _time;
    private readonly FleetBoard _board;
    // Protects _stopping: two callers who stop at once wait for the same stop.
    private readonly Lock _stopGate = new();
    // Cancelled by whoever stops it without patience. Not disposed of: a late stopper may still cancel it.
    private readonly CancellationTokenSource _impatience = new();
    // Cancelled once nobody needs the store any more: one that never opens must not keep the process.
    private readonly CancellationTokenSource? _leaving;
    private readonly AnswerShelf _shelf;
    private readonly Task<EmbeddedPorts> _store;
    private readonly ActorTroubles _troubles;
    private Task? _stopping;

    /// <summary>Starts one. Nothing is waited for: hosts are asked beside the start.</summary>
    /// <param name="plan">How it is set up. Its drivers belong to the conductor from here on.</param>
    /// <param name="time">The time that every deadline obeys.</param>
    /// <param name="loggers">Where it logs.</param>
    public LocalConductor(ConductorPlan plan, TimeProvider time, ILoggerFactory loggers)
        : this(plan, time, loggers, new EmbeddedPermits(), new CancellationTokenSource())
    {
    }

    private LocalConductor(ConductorPlan plan, TimeProvider time, ILoggerFactory loggers, IPermits permits, CancellationTokenSource leaving)
        : this(plan, time, loggers, permits, OpenAsync(plan, permits, time, loggers, leaving.Token)) => _leaving = leaving;

    // The store is opened beside the start: turns that nobody keeps need none. Permits they need, so those are there from the beginning.
    internal LocalConductor(ConductorPlan plan, TimeProvider time, ILoggerFactory loggers, IPermits permits, Task<EmbeddedPorts> store)
    {
        (_plan, _time) = (plan, time);
        _board = new FleetBoard(scope: this, time);
        FleetGauges.Hang(_board.Meter.Meter, _board, time);
        _shelf = new AnswerShelf(plan.Conversations, time);
        _store = store;
        var opening = PortsAsync(_store);
        System = ActorEngine.Create("conductor", time, loggers, plan.DrainTimeout + LastWords + LastWords, plan.HandlerLimit > TimeSpan.Zero ? plan.HandlerLimit : null);
        _troubles = new ActorTroubles(_board.Meter.Meter);
        ActorEngine.TellTroubles(System, _troubles);
        Root = System.ActorOf(Props.Create(() => new ConductorActor(plan, _board, _shelf, permits, opening, time, loggers)), "conductor");
        // Whoever ends the system, by whatever way, drains it first.
        CoordinatedShutdown.Get(System).AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "drain", DrainAsync);
    }

    /// <inheritdoc/>
    public FleetSnapshot Fleet => _board.Current;

    /// <inheritdoc/>
    public IReadOnlyList<WarmUpState> WarmUps => _board.WarmUps;

    /// <inheritdoc/>
    public int Greetings => _board.Greetings;

    /// <inheritdoc/>
    public ConductorInsight Look(int most) => new(ActorEngine.Look(System, most)?.Below("conductor"), _troubles, _shelf.Count);

    /// <inheritdoc/>
    public TurnDiary Diary => _board.Diary;

    /// <inheritdoc/>
    public IActorRef Root { get; }

    internal ActorSystem System { get; }

    internal AnswerShelf Shelf => _shelf;

    /// <inheritdoc/>
    public Task<TurnStarted> StartTurnAsync(ModelRequest request, string caller, CancellationToken cancellationToken) =>
        StartTurnAsync(new StartTurn(TurnId.New(_time), Traced(request), caller), cancellationToken);

    /// <inheritdoc/>
    public Task<TurnStarted> StartTurnAsync(StartTurn turn, CancellationToken cancellationToken) => Root.Ask<TurnStarted>(turn, cancellationToken);

    /// <inheritdoc/>
    public Task<FleetSnapshot> RefreshFleetAsync(TimeSpan maxAge, CancellationToken cancellationToken) =>
        Root.Ask<FleetSnapshot>(new RefreshFleet(maxAge), cancellationToken);

    /// <inheritdoc/>
    public Task<FleetSnapshot> RecheckHostAsync(string host, CancellationToken cancellationToken) =>
        Root.Ask<FleetSnapshot>(new RecheckHost(host), cancellationToken);

    /// <inheritdoc/>
    public Task<SurfaceInlet> ConnectSurfaceAsync(ISurfaceConnection surface, CancellationToken cancellationToken) =>
        Root.Ask<SurfaceInlet>(new ConnectSurface(surface), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConnectedSurface>> SurfacesAsync(CancellationToken cancellationToken) =>
        (await Root.Ask<SurfaceList>(new ListSurfaces(), cancellationToken).ConfigureAwait(false)).All;

    /// <inheritdoc/>
    public Task WaitUntilOpenAsync(CancellationToken cancellationToken) => _store.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IConversations> ConversationsAsync(CancellationToken cancellationToken) =>
        new LocalConversations(Root, (await _store.WaitAsync(cancellationToken).ConfigureAwait(false)).All, _shelf, _plan.Conversations, _time);

    /// <inheritdoc/>
    public Task ApplyPlanAsync(ConductorPlan plan, ImmutableHashSet<string> sameDrivers, CancellationToken cancellationToken) =>
        Root.Ask<Done>(new ApplyPlan(plan, sameDrivers), cancellationToken);

    /// <inheritdoc/>
    public Task Stopped => System.WhenTerminated;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var hurry = cancellationToken.UnsafeRegister(static impatience => _ = ((CancellationTokenSource)impatience!).CancelAsync(), _impatience).ConfigureAwait(false);
        Task stopping;
        lock (_stopGate)
            stopping = _stopping ??= StopOnceAsync();
        await stopping.ConfigureAwait(false);
    }

    /// <summary>Stops it without patience.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);

    private static ModelRequest Traced(ModelRequest request) =>
        request.Trace is null && TraceContext.Current is { } trace ? request with { Trace = trace } : request;

    private async Task<Done> DrainAsync()
    {
        var drained = Root.Ask<Done>(new DrainConversations(), Timeout.InfiniteTimeSpan, CancellationToken.None);
        await FinishesWithinAsync(drained, _plan.DrainTimeout, _impatience.Token).ConfigureAwait(false);
        if (!drained.IsCompleted)
        {
            Root.Tell(new EndConversation(new Ending(StreamEnd.ShuttingDown, "Conductor was stopped before the answer was complete.", Status: 503)));
            await FinishesWithinAsync(drained, LastWords, CancellationToken.None).ConfigureAwait(false);
        }
        return Done.Instance;
    }

    private async Task StopOnceAsync()
    {
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
        _board.Meter.Dispose();
        _board.Diary.Dispose();
        _shelf.Dispose();
        if (_leaving is not null)
            await _leaving.CancelAsync().ConfigureAwait(false);
        await CloseAsync(_store).ConfigureAwait(false);
    }

    private static Task<EmbeddedPorts> OpenAsync(ConductorPlan plan, IPermits permits, TimeProvider time, ILoggerFactory loggers, CancellationToken leaving) => plan.Store is { } store
        ? EmbeddedPorts.OpenAsync(store(), permits, loggers, leaving)
        : EmbeddedPorts.OpenAsync(plan.Journal, permits, time, loggers);

    private static async Task<ConversationPorts> PortsAsync(Task<EmbeddedPorts> store) => (await store.ConfigureAwait(false)).All;

    // A store that could not be opened has been reported to whoever waited for it.
    private static async Task CloseAsync(Task<EmbeddedPorts> store)
    {
        await ((Task)store).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (store.IsCompletedSuccessfully)
            await (await store.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private async Task FinishesWithinAsync(Task task, TimeSpan limit, CancellationToken impatience)
    {
        await task.WaitAsync(limit, _time, impatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
