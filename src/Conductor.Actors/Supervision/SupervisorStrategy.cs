namespace Conductor.Actor;

/// <summary>What a supervisor does about a failed child.</summary>
public enum Directive
{
    /// <summary>Go on as if nothing had happened: state kept, message dropped.</summary>
    Resume,

    /// <summary>Replace the child's instance; its ref, mailbox and watchers stay.</summary>
    Restart,

    /// <summary>Fail oneself, with the child's exception.</summary>
    Escalate,

    /// <summary>End the child.</summary>
    Stop,
}

/// <summary>What a supervisor does about children that fail, and how often.</summary>
public abstract class SupervisorStrategy
{
    private protected SupervisorStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider, bool loggingEnabled)
    {
        ArgumentNullException.ThrowIfNull(decider);
        MaxNumberOfRetries = maxNrOfRetries is null or < 0 ? -1 : maxNrOfRetries.Value;
        WithinTimeRange = withinTimeRange is { } window && window > TimeSpan.Zero ? window : null;
        (Decider, LoggingEnabled) = (decider, loggingEnabled);
    }

    /// <summary>Restart, but Stop for a child that could not be made, was killed, or ended by a death pact.</summary>
    public static IDecider DefaultDecider { get; } = Actor.Decider.From(static cause =>
        cause is ActorInitializationException or ActorKilledException or DeathPactException ? Directive.Stop : Directive.Restart);

    /// <summary>One for one with <see cref="DefaultDecider"/> and no limit.</summary>
    public static SupervisorStrategy DefaultStrategy { get; } = new OneForOneStrategy(DefaultDecider);

    /// <summary>One for one that stops every child that fails.</summary>
    public static SupervisorStrategy StoppingStrategy { get; } = new OneForOneStrategy(Actor.Decider.From(static _ => Directive.Stop));

    /// <summary>Says what to do about which exception.</summary>
    public IDecider Decider { get; }

    /// <summary>How many restarts a child is allowed; -1 for no limit. Counted over its life, or per <see cref="WithinTimeRange"/>.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>The window in which restarts are counted; null for the child's whole life. With a window and no number, one per window.</summary>
    public TimeSpan? WithinTimeRange { get; }

    private bool LoggingEnabled { get; }

    /// <summary>Carries out the verdict; false when it is to escalate.</summary>
    internal bool HandleFailure(ActorCell supervisor, ActorCell child, Exception cause)
    {
        var directive = Decider.Decide(cause);
        if (LoggingEnabled) KernelLog.Failure(supervisor.System.Logger, directive, cause, child.Path);
        switch (directive)
        {
            case Directive.Resume:
                child.SendSystem(new ResumeActor(cause));
                return true;
            case Directive.Restart:
                RestartOrStop(supervisor, child, cause);
                return true;
            case Directive.Stop:
                Stop(supervisor, child);
                return true;
            default:
                return false;
        }
    }

    private protected abstract void RestartOrStop(ActorCell supervisor, ActorCell child, Exception cause);

    private protected abstract void Stop(ActorCell supervisor, ActorCell child);

    private protected bool MayRestart(ActorCell child) =>
        child.Restarts.RequestPermission(MaxNumberOfRetries, WithinTimeRange, child.System.TimeProvider);
}

/// <summary>Deals with the child that failed and leaves its siblings alone.</summary>
public sealed class OneForOneStrategy : SupervisorStrategy
{
    /// <summary>A strategy without a limit.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider) : this(null, null, localOnlyDecider)
    {
    }

    /// <summary>A strategy without a limit.</summary>
    public OneForOneStrategy(IDecider decider) : base(null, null, decider, loggingEnabled: true)
    {
    }

    /// <summary>A strategy with a limit, as <see cref="SupervisorStrategy.MaxNumberOfRetries"/> and <see cref="SupervisorStrategy.WithinTimeRange"/> say.</summary>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : base(maxNrOfRetries, withinTimeRange, Actor.Decider.From(localOnlyDecider), loggingEnabled: true)
    {
    }

    /// <summary>A strategy with a limit.</summary>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(maxNrOfRetries, withinTimeRange, decider, loggingEnabled: true)
    {
    }

    /// <summary>A strategy with a limit in milliseconds; below 0 means none.</summary>
    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : base(maxNrOfRetries, TimeSpan.FromMilliseconds(withinTimeMilliseconds), Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    private protected override void RestartOrStop(ActorCell supervisor, ActorCell child, Exception cause)
    {
        if (MayRestart(child)) child.SendSystem(new RestartActor(cause));
        else supervisor.Stop(child);
    }

    private protected override void Stop(ActorCell supervisor, ActorCell child) => supervisor.Stop(child);
}

/// <summary>Deals with all children as soon as one has failed, because they cannot do without each other.</summary>
public sealed class AllForOneStrategy : SupervisorStrategy
{
    /// <summary>A strategy without a limit.</summary>
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider) : this(null, null, localOnlyDecider)
    {
    }

    /// <summary>A strategy with a limit, which each child has for itself.</summary>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : base(maxNrOfRetries, withinTimeRange, Actor.Decider.From(localOnlyDecider), loggingEnabled: true)
    {
    }

    /// <summary>A strategy with a limit, which each child has for itself.</summary>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(maxNrOfRetries, withinTimeRange, decider, loggingEnabled: true)
    {
    }

    /// <summary>A strategy with a limit in milliseconds; below 0 means none.</summary>
    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : base(maxNrOfRetries, TimeSpan.FromMilliseconds(withinTimeMilliseconds), Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    private protected override void RestartOrStop(ActorCell supervisor, ActorCell child, Exception cause)
    {
        var children = supervisor.ChildCells();
        if (!children.Aggregate(true, (allowed, each) => MayRestart(each) & allowed))
        {
            Stop(supervisor, child);
            return;
        }
        foreach (var each in children)
        {
            // The failed one has suspended itself; a restart takes back one suspension of each.
            if (!ReferenceEquals(each, child)) each.SendSystem(new SuspendActor());
            each.SendSystem(new RestartActor(cause));
        }
    }

    private protected override void Stop(ActorCell supervisor, ActorCell child)
    {
        foreach (var each in supervisor.ChildCells()) supervisor.Stop(each);
    }
}
