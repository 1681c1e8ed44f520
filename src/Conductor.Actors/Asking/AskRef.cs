namespace Conductor.Actor;

/// <summary>The sender of an ask: a ref without mailbox, name or registration that completes a task with the first thing it is told.</summary>
/// <remarks>It is the completion source itself, so an ask without time-out and token is two objects, this one and its task.</remarks>
internal sealed class AskRef<T> : TaskCompletionSource<T>, IInternalActorRef
{
    private readonly ActorSystem _system;
    private ActorPath? _path;
    private AskLimits? _limits;

    private AskRef(ActorSystem system) : base(TaskCreationOptions.RunContinuationsAsynchronously) => _system = system;

    public ActorPath Path => _path ?? Interlocked.CompareExchange(ref _path, NewPath(), null) ?? _path;

    public ActorSystem System => _system;

    public IInternalActorRef Parent => _system.Root;

    public bool IsTerminated => Task.IsCompleted;

    public void Tell(object message, IActorRef? sender)
    {
        var taken = message switch
        {
            T answer => TrySetResult(answer),
            null => TrySetResult(default!),
            Status.Failure failure => TrySetException(failure.Cause ?? new InvalidOperationException("The asked actor answered with a failure that has no cause.")),
            _ => TrySetWrong(message, sender),
        };
        if (taken) _limits?.Dispose();
        else if (message is not null) _system.Undelivered.Refuse(message, sender, this);
    }

    public void SendSystem(SystemMessage message)
    {
        // To watch an asker is to watch for the end of the ask.
        if (message is not WatchActor watch) return;
        if (Task.IsCompleted) watch.Refused(this);
        else _ = Task.ContinueWith(static (_, each) => ((WatchActor)each!).Answer(existenceConfirmed: true), watch, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public IInternalActorRef? ChildNamed(string name) => null;

    public IReadOnlyList<IInternalActorRef> ChildrenNow() => [];

    public bool Equals(IActorRef? other) => ReferenceEquals(this, other);

    public override string ToString() => LocalRef.Describe(this);

    internal static Task<T> StartAsync(ICanTell target, object? message, Func<IActorRef, object>? factory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return global::System.Threading.Tasks.Task.FromCanceled<T>(cancellationToken);
        var system = SystemOf(target);
        var asker = new AskRef<T>(system);
        message ??= factory!(asker);
        var patience = timeout ?? system.Setup.AskTimeout ?? Timeout.InfiniteTimeSpan;
        if (patience != Timeout.InfiniteTimeSpan || cancellationToken.CanBeCanceled)
            asker._limits = AskLimits.Start(system.TimeProvider, patience, asker, target, End, cancellationToken);
        target.Tell(message, asker);
        // An actor may go on to wait for the answer in its own way; the asked one must not wait for it.
        Worker.Current?.ReleaseWaiting();
        return asker.Task;
    }

    private static void End(object ask, Exception? error, CancellationToken token)
    {
        var asker = (AskRef<T>)ask;
        if (error is null) asker.TrySetCanceled(token);
        else asker.TrySetException(error);
    }

    private static ActorSystem SystemOf(ICanTell target) => target switch
    {
        // Almost always, and told apart by one comparison.
        ActorCell cell => cell.System,
        IInternalActorRef actor => actor.System,
        ActorSelection selection => selection.AnchorRef.System,
        _ => throw new ArgumentException($"{target} belongs to no actor system and cannot be asked.", nameof(target)),
    };

    private bool TrySetWrong(object message, IActorRef? sender)
    {
        if (!TrySetException(new ArgumentException($"The answer from {sender} is a {message.GetType()}, not a {typeof(T)}.", nameof(message)))) return false;
        _system.Undelivered.Refuse(message, sender, this);
        return true;
    }

    private ActorPath NewPath()
    {
        var uid = _system.NextUid();
        return new ActorPath(_system.Root.Path / "temp", Children.NameOf(uid), uid);
    }
}

/// <summary>What may end an ask before its answer: a time-out, a token, or both.</summary>
internal sealed class AskLimits : IDisposable
{
    private readonly object _ask;
    private readonly ICanTell _target;
    private readonly TimeSpan _patience;
    private readonly Action<object, Exception?, CancellationToken> _end;
    private ITimer? _timer;
    private CancellationTokenRegistration _registration;
    private volatile bool _over;

    private AskLimits(object ask, ICanTell target, TimeSpan patience, Action<object, Exception?, CancellationToken> end) =>
        (_ask, _target, _patience, _end) = (ask, target, patience, end);

    public void Dispose()
    {
        _timer?.Dispose();
        _registration.Unregister();
    }

    internal static AskLimits Start(
        TimeProvider time, TimeSpan patience, object ask, ICanTell target, Action<object, Exception?, CancellationToken> end, CancellationToken token)
    {
        var limits = new AskLimits(ask, target, patience, end);
        if (patience != Timeout.InfiniteTimeSpan)
            limits._timer = time.CreateDetachedTimer(static state => ((AskLimits)state!).OnTimeout(), limits, patience, Timeout.InfiniteTimeSpan);
        limits._registration = token.UnsafeRegister(static (state, cancelled) => ((AskLimits)state!).OnCancelled(cancelled), limits);
        // The time may have been up before there was a registration to take back.
        if (limits._over) limits.Dispose();
        return limits;
    }

    private void OnTimeout()
    {
        _end(_ask, new AskTimeoutException($"{_target} did not answer within {_patience}."), CancellationToken.None);
        _over = true;
        _registration.Unregister();
    }

    private void OnCancelled(CancellationToken token)
    {
        _end(_ask, null, token);
        _timer?.Dispose();
    }
}
