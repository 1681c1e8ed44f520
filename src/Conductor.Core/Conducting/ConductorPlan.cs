using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Conductor.Core.Routing;
using Conductor.Core.Sessions;
using Conductor.Core.Streams;

namespace Conductor.Core.Conducting;

/// <summary>One conductor as checked from the configuration. Immutable.</summary>
public sealed record ConductorPlan
{
    /// <summary>The hosts, and which model is the default.</summary>
    public required FleetPlan Fleet { get; init; }

    /// <summary>The bounds of each answer's log.</summary>
    public ResponseLogOptions Log { get; init; } = ResponseLogOptions.Default;

    /// <summary>The bounds of each surface.</summary>
    public SurfaceOptions Surfaces { get; init; } = new();

    /// <summary>The bounds of conversations.</summary>
    public ConversationOptions Conversations { get; init; } = new();

    /// <summary>How conversations are kept; in memory only by default.</summary>
    public JournalPlan Journal { get; init; } = new();

    /// <summary>
    /// Makes the application's own place for conversations, which is used instead of <see cref="Journal"/>; null for the journal. Asked once, at the start; the
    /// conductor disposes of what it gets.
    /// </summary>
    public Func<IConversationStore>? Store { get; init; }

    /// <summary>How much of an answer a crash can cost, and what becomes of it.</summary>
    public SavingOptions Saving { get; init; } = new();

    /// <summary>How a conversation is made to fit the model that answers.</summary>
    public HistoryOptions History { get; init; } = new();

    /// <summary>Who has a say in where turns run; null for nobody but the router.</summary>
    public IRoutingPolicy? Routing { get; init; }

    /// <summary>
    /// How long an actor's handler may keep its thread before it is logged with the actor and the message, and counted. Mailboxes that stand still for ten
    /// times as long while messages wait are told of too, and a thread pool that has fallen behind. Looked for only while actors are at work.
    /// </summary>
    /// <value>Default 100 ms; zero: nobody looks.</value>
    public TimeSpan HandlerLimit { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long turns that run may go on once a stop was asked for.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
