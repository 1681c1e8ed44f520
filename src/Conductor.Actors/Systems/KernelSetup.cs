using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Actor;

/// <summary>What an actor system is given at its creation. Ours, not in Akka.NET, which reads its settings from HOCON.</summary>
public sealed record KernelSetup
{
    /// <summary>The clock of all timers, time-outs and windows.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where log lines go.</summary>
    /// <value>Default: nowhere.</value>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Messages that an actor handles before it lets others have its thread.</summary>
    /// <value>Default 30; from 1.</value>
    public int Throughput { get; init => field = AtLeast(1, value, nameof(Throughput)); } = 30;

    /// <summary>The longest wait of an ask that names no time-out itself.</summary>
    /// <value>Default null: without end.</value>
    public TimeSpan? AskTimeout { get; init => field = Positive(value, nameof(AskTimeout)); }

    /// <summary>The capacity of bounded stashes that have none of their own.</summary>
    /// <value>Default 1,000 messages; from 1.</value>
    public int StashCapacity { get; init => field = AtLeast(1, value, nameof(StashCapacity)); } = 1_000;

    /// <summary>The most messages that an <see cref="Inbox"/> holds.</summary>
    /// <value>Default 1,000; from 1.</value>
    public int InboxSize { get; init => field = AtLeast(1, value, nameof(InboxSize)); } = 1_000;

    /// <summary>The longest wait of an <see cref="Inbox"/> that names no time-out itself.</summary>
    /// <value>Default 5 s; more than zero.</value>
    public TimeSpan InboxTimeout { get; init => field = Positive(value, nameof(InboxTimeout))!.Value; } = TimeSpan.FromSeconds(5);

    /// <summary>The bounded mailboxes that <see cref="Props.WithMailbox"/> may name, and how many messages each holds.</summary>
    /// <value>Default: none. Capacities from 1.</value>
    public IReadOnlyDictionary<string, int> BoundedMailboxes { get; init => field = Capacities(value); } = new Dictionary<string, int>();

    /// <summary>How many dead letters are logged before only the event stream has them.</summary>
    /// <value>Default 10; 0 logs none.</value>
    public int LoggedDeadLetters { get; init => field = AtLeast(0, value, nameof(LoggedDeadLetters)); } = 10;

    /// <summary>What is done about actors without a parent that fail. Escalating ends the system.</summary>
    /// <value>Default <see cref="SupervisorStrategy.DefaultStrategy"/>.</value>
    public SupervisorStrategy GuardianStrategy { get; init; } = SupervisorStrategy.DefaultStrategy;

    /// <summary>The steps of the system's orderly end; they are put in the order of what they depend on, and a circle throws at creation.</summary>
    /// <value>Default <see cref="ShutdownPhase.Defaults"/>.</value>
    public IReadOnlyList<ShutdownPhase> ShutdownPhases { get; init; } = ShutdownPhase.Defaults;

    /// <summary>
    /// How long a handler may keep its thread before it is logged, with its actor and the type of its message, and published as <see cref="Event.SlowHandler"/>.
    /// With it come <see cref="Event.StuckMailbox"/> and <see cref="Event.StarvedPool"/>. It is looked for at every half of this time, and only while actors are at work.
    /// </summary>
    /// <value>Default null: nobody looks. More than zero.</value>
    public TimeSpan? HandlerLimit { get; init => field = Positive(value, nameof(HandlerLimit)); }

    /// <summary>Counts the mailboxes at work; only a test kit pays for it.</summary>
    internal ActivityMonitor? Activity { get; init; }

    /// <summary>The bound of a mailbox: none without a name.</summary>
    internal long BoundOf(string? mailbox) =>
        mailbox is null ? long.MaxValue
        : BoundedMailboxes.TryGetValue(mailbox, out var capacity) ? capacity
        : throw new ArgumentException($"No mailbox is named '{mailbox}'; add it to {nameof(KernelSetup)}.{nameof(BoundedMailboxes)}.", nameof(mailbox));

    private static Dictionary<string, int> Capacities(IReadOnlyDictionary<string, int> mailboxes)
    {
        foreach (var (name, capacity) in mailboxes) AtLeast(1, capacity, $"{nameof(BoundedMailboxes)}['{name}']");
        return new Dictionary<string, int>(mailboxes);
    }

    private static int AtLeast(int least, int value, string name) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is at least {least}.");

    private static TimeSpan? Positive(TimeSpan? value, string name) =>
        value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is null or more than zero.");
}
