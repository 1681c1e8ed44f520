using System.Collections.Immutable;
using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Core.Insight;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Sessions;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;

namespace Conductor.Core.Conducting;

/// <summary>One conductor, for code in the same process. Safe for concurrent callers.</summary>
public interface IConductor : IAsyncDisposable
{
    /// <summary>What is known of the hosts now. Costs nothing.</summary>
    FleetSnapshot Fleet { get; }

    /// <summary>The models that are brought into memory before somebody asks for them, and where that stands. Costs nothing.</summary>
    IReadOnlyList<WarmUpState> WarmUps { get; }

    /// <summary>Greetings that models are writing now for people who came to an empty conversation. Costs nothing.</summary>
    int Greetings { get; }

    /// <summary>What goes on inside: actors, mailboxes, timers, troubles. Disturbs nobody; costs what there is to look at.</summary>
    /// <param name="most">Children of one actor that are shown; from 1.</param>
    ConductorInsight Look(int most);

    /// <summary>The last turns, step by step, and the way to follow those that run.</summary>
    TurnDiary Diary { get; }

    /// <summary>The actor that everything begins at.</summary>
    IActorRef Root { get; }

    /// <summary>
    /// Starts a turn. Returns as soon as the turn is accepted, before any host was asked; what comes of it, refusals included, is in
    /// the log.
    /// </summary>
    /// <param name="request">What is asked; an empty model means the default one.</param>
    /// <param name="caller">Whose turn it is: turns of different callers share a busy model fairly.</param>
    /// <param name="cancellationToken">Gives up waiting for the acceptance.</param>
    Task<TurnStarted> StartTurnAsync(ModelRequest request, string caller, CancellationToken cancellationToken);

    /// <summary>As the other one, for a turn about which there is more to say. The turn's name is the caller's to make, once.</summary>
    Task<TurnStarted> StartTurnAsync(StartTurn turn, CancellationToken cancellationToken);

    /// <summary>The fleet, with each host's knowledge not older than <paramref name="maxAge"/>; a silent host delays it by its probe time-out at most.</summary>
    Task<FleetSnapshot> RefreshFleetAsync(TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>
    /// The fleet once a host was asked anew, because what it has was changed just now: an answer to a question from before does not count. Takes as long as
    /// its probes may at most.
    /// </summary>
    /// <param name="host">Its name; of one that there is not the fleet is as it is known.</param>
    /// <param name="cancellationToken">Gives up waiting; the host is asked all the same.</param>
    Task<FleetSnapshot> RecheckHostAsync(string host, CancellationToken cancellationToken);

    /// <summary>Connects a surface, and returns where to put what it says.</summary>
    /// <exception cref="InvalidOperationException">There are too many surfaces already.</exception>
    Task<SurfaceInlet> ConnectSurfaceAsync(ISurfaceConnection surface, CancellationToken cancellationToken);

    /// <summary>The surfaces that are connected and were let in, in the order in which they came.</summary>
    Task<IReadOnlyList<ConnectedSurface>> SurfacesAsync(CancellationToken cancellationToken);

    /// <summary>Completes once conversations can be used. Turns that nobody keeps do not wait for it.</summary>
    /// <exception cref="Ports.ConversationStoreException">They cannot: the message names what is in the way, and the way out.</exception>
    Task WaitUntilOpenAsync(CancellationToken cancellationToken);

    /// <summary>The conversations that are kept; waits until they can be used.</summary>
    /// <exception cref="Ports.ConversationStoreException">They cannot.</exception>
    Task<IConversations> ConversationsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Changes to a new plan while everything runs: hosts come, go and change, names and limits too. A turn that runs goes on as it
    /// began; a host that goes takes no further turns and ends when its last one has. What a conductor is set up with once (journal,
    /// surfaces, the share of retries, the time to drain) stays.
    /// </summary>
    /// <param name="plan">The plan, with a driver for each host. The drivers belong to the conductor from here on, needed or not.</param>
    /// <param name="sameDrivers">The hosts whose drivers are set up as they were: they go on untouched where nothing else has changed.</param>
    /// <param name="cancellationToken">Gives up waiting, not the change.</param>
    Task ApplyPlanAsync(ConductorPlan plan, ImmutableHashSet<string> sameDrivers, CancellationToken cancellationToken);

    /// <summary>Completes when the last actor has ended, whoever ended it.</summary>
    Task Stopped { get; }

    /// <summary>
    /// Takes no more turns, lets those that run end by themselves for <see cref="ConductorPlan.DrainTimeout"/>, ends the rest as
    /// <see cref="StreamEnd.ShuttingDown"/>, and stops. Later calls wait for the first.
    /// </summary>
    /// <param name="cancellationToken">Ends the patience early, not the stop.</param>
    Task StopAsync(CancellationToken cancellationToken);
}
