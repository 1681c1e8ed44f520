namespace Conductor.Actor;

/// <summary>Deals with the child that failed and leaves its siblings alone.</summary>
public sealed class OneForOneStrategy : SupervisorStrategy
{
    /// <summary>A strategy without a limit.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider) : this(null, null, localOnlyDecider)
    {
    }

    /// <summary>A strategy without a limit, which writes failures into the log or does not.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : base(null, null, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    /// <summary>A strategy without a limit.</summary>
    public OneForOneStrategy(IDecider decider) : base(null, null, decider, loggingEnabled: true)
    {
    }

    /// <summary>A strategy with a limit, as <see cref="MaxNumberOfRetries"/> and <see cref="WithinTimeRangeMilliseconds"/> say.</summary>
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

    /// <summary>A strategy with a limit in milliseconds; below 0 means none.</summary>
    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
        : base(maxNrOfRetries, TimeSpan.FromMilliseconds(withinTimeMilliseconds), decider, loggingEnabled)
    {
    }

    private OneForOneStrategy(OneForOneStrategy from, int maxNrOfRetries) : base(maxNrOfRetries, from.Window, from.Decider, from.LoggingEnabled)
    {
    }

    /// <summary>How many restarts a child is allowed; -1 for no limit. Counted over its life, or per window.</summary>
    public int MaxNumberOfRetries => Limit;

    /// <summary>The window in which restarts are counted; -1 for the child's whole life. With a window and no number, one per window.</summary>
    public int WithinTimeRangeMilliseconds => WindowMilliseconds;

    /// <summary>The same strategy with another limit; below 0 means none.</summary>
    public OneForOneStrategy WithMaxNrOfRetries(int maxNrOfRetries) => new(this, maxNrOfRetries);

    private protected override void RestartOrStop(ActorCell supervisor, ActorCell child, Exception cause)
    {
        if (MayRestart(child)) child.SendSystem(new RestartActor(cause));
        else supervisor.Stop(child);
    }

    private protected override void Stop(ActorCell supervisor, ActorCell child) => supervisor.Stop(child);
}
