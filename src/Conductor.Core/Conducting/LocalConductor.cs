using Conductor.Core.Conversations;
using Conductor.Core.Embedded;
using Conductor.Core.Hosts;
using Conductor.Core.Metrics;
using Conductor.Core.Models;
using Conductor.Core.Ports;
using Conductor.Core.Routing;
using Conductor.Core.Sessions;
using Conductor.Core.Streams;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Conducting;

/// <summary>A conductor in this process: an actor system of its own, so that two in one process never meet.</summary>
public sealed class LocalConductor : IConductor
{
    private readonly ConductorPlan _plan;
    private readonly TimeProvider _time;
    private readonly FleetBoard _board;
    // Protects _stopping: two callers who stop at once wait for the same stop.
    private readonly Lock _stopGate = new();
    private Task? _stopping;
    private readonly AnswerShelf _shelf;
    private readonly Task<EmbeddedPorts> _store;

    /// <summary>Starts one. Nothing is waited for: hosts are asked beside the start.</summary>
    /// <param name="plan">How it is set up. Its drivers belong to the conductor from here on.</param>
    /// <param name="time">The time that every deadline obeys.</param>
    /// <param name="loggers">Where it logs.</param>
    public LocalConductor(ConductorPlan plan, TimeProvider time, ILoggerFactory loggers)
        : this(plan, time, loggers, EmbeddedPorts.OpenAsync(plan.Journal, time, loggers))
    {
    }

    // The store is opened beside the start: turns that nobody keeps need none.
    internal LocalConductor(ConductorPlan plan, TimeProvider time, ILoggerFactory loggers, Task<EmbeddedPorts> store)
    {
        (_plan, _time) = (plan, time);
        _board = new FleetBoard(scope: this);
        FleetGauges.Hang(_board.Meter.Meter, _board, time);
        _shelf = new AnswerShelf(plan.Conversations, time);
        _store = store;
        var opening = PortsAsync(_store);
        System = ActorEngine.Create("conductor", time, loggers);
        Root = System.ActorOf(Props.Create(() => new ConductorActor(plan, _board, _shelf, opening, time, loggers)), "conductor");
    }

    /// <inheritdoc/>
    public FleetSnapshot Fleet => _board.Current;

    /// <inheritdoc/>
    public IReadOnlyList<WarmUpState> WarmUps => _board.WarmUps;

    /// <inheritdoc/>
    public IActorRef Root { get; }

    internal ActorSystem System { get; }

    internal AnswerShelf Shelf => _shelf;

    /// <inheritdoc/>
    public Task<TurnStarted> StartTurnAsync(ModelRequest request, string caller, CancellationToken cancellationToken) =>
        StartTurnAsync(new StartTurn(TurnId.New(_time), request, caller), cancellationToken);

    /// <inheritdoc/>
    public Task<TurnStarted> StartTurnAsync(StartTurn turn, CancellationToken cancellationToken) => Root.Ask<TurnStarted>(turn, cancellationToken);

    /// <inheritdoc/>
    public Task<FleetSnapshot> RefreshFleetAsync(TimeSpan maxAge, CancellationToken cancellationToken) =>
        Root.Ask<FleetSnapshot>(new RefreshFleet(maxAge), cancellationToken);

    /// <inheritdoc/>
    public Task<SurfaceInlet> ConnectSurfaceAsync(ISurfaceConnection surface, CancellationToken cancellationToken) =>
        Root.Ask<SurfaceInlet>(new ConnectSurface(surface), cancellationToken);

    /// <inheritdoc/>
    public Task WaitUntilOpenAsync(CancellationToken cancellationToken) => _store.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IConversations> ConversationsAsync(CancellationToken cancellationToken) =>
        new LocalConversations(Root, (await _store.WaitAsync(cancellationToken).ConfigureAwait(false)).All, _plan.Conversations, _time);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopGate)
            return _stopping ??= DrainAndStopAsync(cancellationToken);
    }

    /// <summary>Stops it without patience.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);

    private async Task DrainAndStopAsync(CancellationToken impatience)
    {
        var drained = Root.Ask<Done>(new DrainConversations(), Timeout.InfiniteTimeSpan, CancellationToken.None);
        await FinishesWithinAsync(drained, _plan.DrainTimeout, impatience).ConfigureAwait(false);
        if (!drained.IsCompleted)
        {
            Root.Tell(new EndConversation(new Ending(StreamEnd.ShuttingDown, "Conductor was stopped before the answer was complete.", Status: 503)));
            await FinishesWithinAsync(drained, TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(false);
        }
        // The host stops a conductor when a signal or its application ends the process: the phases run, and whoever has added a task to one has its turn.
        _ = CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await System.Terminate().ConfigureAwait(false);
        _board.Meter.Dispose();
        _shelf.Dispose();
        await CloseAsync(_store).ConfigureAwait(false);
    }

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
