using System.Threading.Channels;
using Conductor.Actor;

namespace Conductor.TestKit;

/// <summary>An actor that a test holds in its hand: it collects what it is told, and the test expects it message by message.</summary>
/// <remarks>It may be given wherever an <see cref="IActorRef"/> is wanted. Its expectations are for one test method at a time.</remarks>
public sealed class TestProbe : IInternalActorRef
{
    private readonly TestKitBase _kit;
    private readonly IInternalActorRef _ref;
    private readonly ChannelReader<Envelope> _received;

    private TestProbe(TestKitBase kit, IInternalActorRef actorRef, ChannelReader<Envelope> received) =>
        (_kit, _ref, _received) = (kit, actorRef, received);

    /// <summary>The ref of the actor behind the probe.</summary>
    public IActorRef Ref => _ref;

    /// <summary>Who sent the message that was expected last; the dead letters when nobody did.</summary>
    public IActorRef Sender => LastEnvelope?.Sender ?? _ref.System.DeadLetters;

    /// <summary>The message that was expected last.</summary>
    public object? LastMessage => LastEnvelope?.Message;

    /// <summary>Whether messages are waiting to be expected.</summary>
    public bool HasMessages => _received.TryPeek(out _);

    /// <inheritdoc/>
    public ActorPath Path => _ref.Path;

    ActorSystem IInternalActorRef.System => _ref.System;

    IInternalActorRef IInternalActorRef.Parent => _ref.Parent;

    bool IInternalActorRef.IsTerminated => _ref.IsTerminated;

    private Envelope? LastEnvelope { get; set; }

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender) => _ref.Tell(message, sender);

    /// <summary>Tells <paramref name="message"/> to <paramref name="actor"/> with the probe as sender.</summary>
    public void Send(IActorRef actor, object message)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Tell(message, _ref);
    }

    /// <summary>Answers the message that was expected last.</summary>
    public void Reply(object message) => Sender.Tell(message, _ref);

    /// <summary>Passes the message that was expected last on under its own sender.</summary>
    public void Forward(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Tell(LastMessage ?? throw new InvalidOperationException("No message has been expected yet."), Sender);
    }

    /// <summary>Makes the probe watch an actor.</summary>
    public IActorRef Watch(IActorRef actor)
    {
        _ref.Tell(new ProbeOrder(context => context.Watch(actor)), null);
        return actor;
    }

    /// <summary>Takes a watch back.</summary>
    public IActorRef Unwatch(IActorRef actor)
    {
        _ref.Tell(new ProbeOrder(context => context.Unwatch(actor)), null);
        return actor;
    }

    /// <summary>The next message, whatever it is.</summary>
    public async Task<object> ReceiveOneAsync(CancellationToken cancellationToken = default)
    {
        if (!_received.TryRead(out var envelope))
        {
            try
            {
                envelope = await _received.ReadAsync(cancellationToken).AsTask()
                    .WaitAsync(TestKitBase.Patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new ExpectationException($"No message came to {Path.Name} within {TestKitBase.Patience}.");
            }
        }
        LastEnvelope = envelope;
        return envelope.Message;
    }

    /// <summary>The next message, which must be a <typeparamref name="T"/>.</summary>
    public async Task<T> ExpectMsgAsync<T>(CancellationToken cancellationToken = default) =>
        await ReceiveOneAsync(cancellationToken).ConfigureAwait(false) switch
        {
            T expected => expected,
            var other => throw new ExpectationException($"{Path.Name} expected a {typeof(T).Name} but got {other} ({other.GetType()})."),
        };

    /// <summary>The next message, which must equal <paramref name="message"/>.</summary>
    public Task<T> ExpectMsgAsync<T>(T message, CancellationToken cancellationToken = default) =>
        ExpectMsgAsync<T>(got => EqualityComparer<T>.Default.Equals(got, message), $"{message}", cancellationToken);

    /// <summary>The next message, which must be a <typeparamref name="T"/> that <paramref name="isMessage"/> accepts.</summary>
    /// <param name="isMessage">Says whether it is the right one.</param>
    /// <param name="hint">What was expected, for the failure's text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> ExpectMsgAsync<T>(Predicate<T> isMessage, string hint = "a message that the predicate accepts", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        var got = await ExpectMsgAsync<T>(cancellationToken).ConfigureAwait(false);
        return isMessage(got) ? got : throw new ExpectationException($"{Path.Name} expected {hint} but got {got}.");
    }

    /// <summary>The next message, which must be the end of <paramref name="target"/>, watched before.</summary>
    public Task<Terminated> ExpectTerminatedAsync(IActorRef target, CancellationToken cancellationToken = default) =>
        ExpectMsgAsync<Terminated>(end => end.ActorRef.Equals(target), $"the end of {target}", cancellationToken);

    /// <summary>Lets the actors come to rest; the probe must have no message then.</summary>
    public async Task ExpectNoMsgAsync(CancellationToken cancellationToken = default)
    {
        await _kit.SettleAsync(cancellationToken).ConfigureAwait(false);
        if (_received.TryRead(out var surprise)) throw new ExpectationException($"{Path.Name} expected nothing but got {surprise}.");
    }

    /// <summary>Moves the clock by <paramref name="duration"/>; the probe must have no message then.</summary>
    public async Task ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        await _kit.AdvanceAsync(duration, cancellationToken).ConfigureAwait(false);
        await ExpectNoMsgAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public bool Equals(IActorRef? other) => _ref.Equals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IActorRef other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _ref.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"TestProbe{_ref}";

    void IInternalActorRef.SendSystem(SystemMessage message) => _ref.SendSystem(message);

    IInternalActorRef? IInternalActorRef.ChildNamed(string name) => _ref.ChildNamed(name);

    IReadOnlyList<IInternalActorRef> IInternalActorRef.ChildrenNow() => _ref.ChildrenNow();

    internal static TestProbe Create(TestKitBase kit, string? name)
    {
        var received = Channel.CreateUnbounded<Envelope>();
        var actor = kit.Sys.SystemActorOf(Props.Create(() => new ProbeActor(received.Writer)), name);
        return new TestProbe(kit, (IInternalActorRef)actor, received.Reader);
    }
}

/// <summary>Something that the actor behind a probe does with its own context.</summary>
internal sealed record ProbeOrder(Action<IActorContext> Do) : INotInfluenceReceiveTimeout;

/// <summary>The actor behind a probe.</summary>
internal sealed class ProbeActor(ChannelWriter<Envelope> received) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (message is ProbeOrder order) order.Do(Context);
        else received.TryWrite(new Envelope(message, Sender));
    }
}

/// <summary>An expectation of a test was not met.</summary>
public sealed class ExpectationException(string message) : Exception(message);
