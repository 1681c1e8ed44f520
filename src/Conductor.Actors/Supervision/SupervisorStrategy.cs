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
        Limit = maxNrOfRetries is null or < 0 ? -1 : maxNrOfRetries.Value;
        Window = withinTimeRange is { } window && window > TimeSpan.Zero ? window : null;
        (Decider, LoggingEnabled) = (decider, loggingEnabled);
    }

    /// <summary>Restart, but Stop for a child that could not be made, was killed, or ended by a death pact.</summary>
    public static IDecider DefaultDecider { get; } = Actor.Decider.From(static cause =>
        cause is ActorInitializationException or ActorKilledException or DeathPactException ? Directive.Stop : Directive.Restart);

    /// <summary>One for one with <see cref="DefaultDecider"/> and no limit.</summary>
    public static SupervisorStrategy DefaultStrategy { get; } = new OneForOneStrategy(DefaultDecider);

    /// <summary>One for one that stops every child that fails.</summary>
    public static OneForOneStrategy StoppingStrategy { get; } = new OneForOneStrategy(Actor.Decider.From(static _ => Directive.Stop));

    /// <summary>Says what to do about which exception.</summary>
    public IDecider Decider { get; }

    /// <summary>How many restarts a child is allowed; -1 for no limit. Counted over its life, or per window.</summary>
    private protected int Limit { get; }

    /// <summary>The window in which restarts are counted; null for the child's whole life. With a window and no number, one per window.</summary>
    internal TimeSpan? Window { get; }

    private protected int WindowMilliseconds => Window is { } window ? (int)Math.Min(int.MaxValue, window.TotalMilliseconds) : -1;

    private protected bool LoggingEnabled { get; }

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
        child.Restarts.RequestPermission(Limit, Window, child.System.TimeProvider);
}
