#pragma warning disable CA1036 // refs and paths sort, as in Akka.NET; < and > between them would say nothing
using Conductor.Actor;

namespace Conductor.TestKit;

/// <summary>The ref of an actor whose instance the test may look at. Made with <see cref="TestKitBase.ActorOfAsTestActorRefAsync{TActor}(Props, string)"/>.</summary>
/// <typeparam name="TActor">The class of the actor.</typeparam>
/// <remarks>The actor runs where every actor runs. Look at it only when it is at rest, as it is after <see cref="DeliverAsync"/>.</remarks>
public sealed class TestActorRef<TActor> : IForwardingRef
    where TActor : ActorBase
{
    private readonly TestKitBase _kit;
    private readonly ActorCell _cell;

    internal TestActorRef(TestKitBase kit, IActorRef actor) => (_kit, _cell) = (kit, (ActorCell)actor);

    /// <summary>The ref of the actor itself.</summary>
    public IActorRef Ref => _cell;

    /// <summary>The instance of the moment; a restart replaces it. Throws <see cref="InvalidOperationException"/> when the actor has ended or could not be made.</summary>
    public TActor UnderlyingActor =>
        _cell.Actor as TActor ?? throw new InvalidOperationException($"{_cell} has no instance: it has ended or could not be made.");

    /// <inheritdoc/>
    public ActorPath Path => _cell.Path;

    IInternalActorRef IForwardingRef.Inner => _cell;

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender) => _cell.Tell(message, sender);

    /// <summary>Tells it a message, and completes when this and everything that came of it has been handled.</summary>
    public Task DeliverAsync(object message, IActorRef? sender = null, CancellationToken cancellationToken = default)
    {
        _cell.Tell(message, sender);
        return _kit.SettleAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public bool Equals(IActorRef? other) => _cell.Equals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IActorRef other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _cell.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => _cell.ToString();
}
