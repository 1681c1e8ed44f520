using Conductor.Actor;

namespace Conductor.TestKit;

/// <summary>A ref of the test kit around the ref of an actor: to the kernel it is that actor.</summary>
internal interface IForwardingRef : IInternalActorRef
{
    IInternalActorRef Inner { get; }

    ActorSystem IInternalActorRef.System => Inner.System;

    IInternalActorRef IInternalActorRef.Parent => Inner.Parent;

    bool IInternalActorRef.IsTerminated => Inner.IsTerminated;

    void IInternalActorRef.SendSystem(SystemMessage message) => Inner.SendSystem(message);

    IInternalActorRef? IInternalActorRef.ChildNamed(string name) => Inner.ChildNamed(name);

    IReadOnlyList<IInternalActorRef> IInternalActorRef.ChildrenNow() => Inner.ChildrenNow();
}
