#pragma warning disable CA1036 // refs and paths sort, as in Akka.NET; < and > between them would say nothing
using System.Threading.Channels;
using Conductor.Actor;

namespace Conductor.TestKit;

/// <summary>An actor that a test holds in its hand: it collects what it is told, and the test expects it message by message.</summary>
/// <remarks>It may be given wherever an <see cref="IActorRef"/> is wanted.</remarks>
public sealed class TestProbe : Expectations, IForwardingRef
{
    private readonly TestKitBase _kit;

    internal TestProbe(TestKitBase kit, string? name) => (_kit, Queue) = (kit, new ProbeQueue(kit, name));

    /// <summary>The ref of the actor behind the probe.</summary>
    public IActorRef Ref => Queue.Actor;

    /// <summary>Who sent the message that was expected last; the dead letters when nobody did.</summary>
    public IActorRef Sender => LastSender;

    /// <inheritdoc/>
    public ActorPath Path => Ref.Path;

    IInternalActorRef IForwardingRef.Inner => Queue.Actor;

    internal ProbeQueue Queue { get; }

    private protected override TestKitBase Kit => _kit;

    private protected override TestProbe Probe => this;

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender) => Ref.Tell(message, sender);

    /// <summary>Tells <paramref name="message"/> to <paramref name="actor"/> with the probe as sender.</summary>
    public void Send(IActorRef actor, object message)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Tell(message, Ref);
    }

    /// <summary>Answers the message that was expected last.</summary>
    public void Reply(object message) => Sender.Tell(message, Ref);

    /// <summary>Passes the message that was expected last on under its own sender.</summary>
    public void Forward(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Tell(LastMessage ?? throw new InvalidOperationException("No message has been expected yet, so there is none to forward."), Sender);
    }

    /// <inheritdoc/>
    public bool Equals(IActorRef? other) => Ref.Equals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IActorRef other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Ref.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"TestProbe{Ref}";
}

/// <summary>What the actor behind a probe has been told and the test has not yet expected.</summary>
internal sealed class ProbeQueue
{
    private readonly Channel<Envelope> _received = Channel.CreateUnbounded<Envelope>();

    internal ProbeQueue(TestKitBase kit, string? name)
    {
        var writer = _received.Writer;
        Actor = (IInternalActorRef)kit.Sys.SystemActorOf(Props.Create(() => new ProbeActor(writer)), name);
    }

    internal IInternalActorRef Actor { get; }

    internal Envelope? Last { get; private set; }

    internal bool HasMessages => _received.Reader.TryPeek(out _);

    internal Envelope? TryTake() => _received.Reader.TryRead(out var next) ? Last = next : null;

    internal async Task<Envelope> TakeAsync(TimeSpan patience, string complaint, CancellationToken cancellationToken)
    {
        // The channel's own read would take the next message even after it was given up.
        while (!_received.Reader.TryPeek(out _))
            await Evidence.WaitAsync(_received.Reader.WaitToReadAsync(CancellationToken.None).AsTask(), patience, complaint, cancellationToken).ConfigureAwait(false);
        return TryTake()!;
    }

    internal IActorRef Order(Action<IActorContext> what, IActorRef about)
    {
        ArgumentNullException.ThrowIfNull(about);
        Actor.Tell(new ProbeOrder(what), null);
        return about;
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
