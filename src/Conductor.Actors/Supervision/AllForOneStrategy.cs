namespace Conductor.Actor;

/// <summary>Deals with all children as soon as one has failed, because they cannot do without each other.</summary>
public sealed class AllForOneStrategy : SupervisorStrategy
{
    /// <summary>A strategy without a limit.</summary>
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider) : this(null, null, localOnlyDecider)
    {
    }

    /// <summary>A strategy without a limit.</summary>
    public AllForOneStrategy(IDecider decider) : base(null, null, decider, loggingEnabled: true)
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

    /// <summary>A strategy with a limit in milliseconds; below 0 means none.</summary>
    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
        : base(maxNrOfRetries, TimeSpan.FromMilliseconds(withinTimeMilliseconds), decider, loggingEnabled)
    {
    }

    /// <summary>How many restarts a child is allowed; -1 for no limit. Counted over its life, or per window.</summary>
    public int MaxNumberOfRetries => Limit;

    /// <summary>The window in which restarts are counted; -1 for the child's whole life. With a window and no number, one per window.</summary>
    public int WithinTimeRangeMilliseconds => WindowMilliseconds;

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
