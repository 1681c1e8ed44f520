using Conductor.Actor;

namespace Conductor.Pattern;

/// <summary>Keeps one child alive with growing pauses between its lives, and passes all messages on to it.</summary>
/// <remarks>
/// While there is no child, messages are dead letters or get the configured answer. What the child tells the supervisor goes on to the
/// supervisor's own parent. The supervisor stops itself when its retries are used up, when a final stop message was told, and, with
/// <see cref="Backoff.OnFailure"/>, when the child has ended without having failed.
/// </remarks>
public sealed class BackoffSupervisor : UntypedActor, IWithTimers
{
    private readonly BackoffOptions _options;

    /// <summary>Whom messages go to. Null from the failure or end of one child to the start of the next.</summary>
    private IActorRef? _child;

    /// <summary>The same child until the notice of its end, which comes behind all that it has told.</summary>
    private IActorRef? _watched;

    private int _restarts;
    private bool _finalStopTold;

    internal BackoffSupervisor(BackoffOptions options) => _options = options;

    ITimerScheduler IWithTimers.Timers { get; set; } = null!; // the kernel sets it before the first message

    private ITimerScheduler Timers => ((IWithTimers)this).Timers;

    /// <summary>The props of a supervisor.</summary>
    public static Props Props(BackoffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Actor.Props.Create(() => new BackoffSupervisor(options));
    }

    /// <summary>The props of a supervisor that acts on its child's end, without limit.</summary>
    /// <inheritdoc cref="Backoff.OnStop"/>
    public static Props Props(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor));

    /// <summary>The same with a strategy for the child's failures.</summary>
    public static Props PropsWithSupervisorStrategy(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, OneForOneStrategy strategy) =>
        Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor).WithSupervisorStrategy(strategy));

    /// <inheritdoc/>
    protected override void PreStart() => StartChild();

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() =>
        _options.ActsOnFailure ? _options.StrategyWith(Decider.From(StopInsteadOfRestart)) : _options.Strategy;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated end when end.ActorRef.Equals(_watched):
                OnChildEnded();
                break;
            case StartDue:
                StartChild();
                if (_options.ResetAfter is { } quiet) Timers.StartSingleTimer(nameof(ResetDue), ResetDue.Instance, quiet);
                break;
            case ResetDue:
            case Reset when _options.ResetAfter is null:
                _restarts = 0;
                break;
            case GetCurrentChild:
                Sender.Tell(new CurrentChild(_child));
                break;
            case GetRestartCount:
                Sender.Tell(new RestartCount(_restarts));
                break;
            case Terminated or Reset:
                Unhandled(message);
                break;
            default:
                PassOn(message);
                break;
        }
    }

    private Directive StopInsteadOfRestart(Exception cause)
    {
        var directive = _options.Strategy.Decider.Decide(cause);
        if (directive != Directive.Restart) return directive;
        _child = null;
        return Directive.Stop;
    }

    private void StartChild() => _child = _watched = Context.Watch(Context.ActorOf(_options.ChildProps, _options.ChildName));

    private void OnChildEnded()
    {
        var hasFailed = _child is null;
        (_child, _watched) = (null, null);
        Timers.Cancel(nameof(ResetDue));
        var limit = _options.Strategy.MaxNumberOfRetries;
        if (_finalStopTold || (_options.ActsOnFailure && !hasFailed) || (limit >= 0 && _restarts >= limit))
            Context.Stop(Self);
        else
            Timers.StartSingleTimer(nameof(StartDue), StartDue.Instance, _options.Pause(_restarts++, Random.Shared.NextDouble()));
    }

    private void PassOn(object message)
    {
        if (Sender.Equals(_watched))
        {
            Context.Parent.Tell(message);
            return;
        }
        var isFinal = _options.IsFinalStop(message);
        if (_child is { } child) child.Forward(message);
        else if (_options.ReplyWhileStopped is { } reply) Sender.Tell(reply);
        else Context.System.DeadLetters.Forward(message);
        _finalStopTold |= isFinal;
        if (isFinal && _watched is null) Context.Stop(Self);
    }

    /// <summary>Asks for the child of the moment; the answer is a <see cref="CurrentChild"/>.</summary>
    public sealed class GetCurrentChild
    {
        private GetCurrentChild()
        {
        }

        /// <summary>The only one.</summary>
        public static GetCurrentChild Instance { get; } = new();
    }

    /// <summary>The child of the moment.</summary>
    /// <param name="actorRef">The child, or null between two of them.</param>
    public sealed class CurrentChild(IActorRef? actorRef)
    {
        /// <summary>The child; null between the end of one and the start of the next.</summary>
        public IActorRef? Ref { get; } = actorRef;
    }

    /// <summary>Makes a supervisor with a manual reset count from zero again; others do not handle it.</summary>
    public sealed class Reset
    {
        private Reset()
        {
        }

        /// <summary>The only one.</summary>
        public static Reset Instance { get; } = new();
    }

    /// <summary>Asks how often the child was started anew since the last reset; the answer is a <see cref="RestartCount"/>.</summary>
    public sealed class GetRestartCount
    {
        private GetRestartCount()
        {
        }

        /// <summary>The only one.</summary>
        public static GetRestartCount Instance { get; } = new();
    }

    /// <summary>How often the child was started anew.</summary>
    /// <param name="count">The number since the last reset.</param>
    public sealed class RestartCount(int count)
    {
        /// <summary>The number since the last reset; a start that is still to come counts already.</summary>
        public int Count { get; } = count;
    }

    private sealed class StartDue
    {
        internal static readonly StartDue Instance = new();
    }

    private sealed class ResetDue
    {
        internal static readonly ResetDue Instance = new();
    }
}
