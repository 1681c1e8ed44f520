namespace Conductor.Actor;

/// <summary>The actor as a parent, and as one of its parent's children.</summary>
internal sealed partial class ActorCell
{
    private Children? _children;

    /// <summary>The links and marks that the parent keeps on this child; guarded by the parent's <see cref="Children"/>.</summary>
    internal ActorCell? PreviousSibling, NextSibling;
    internal bool IsListed, IsDying;
    internal long AnonymousNumber;

    /// <summary>How often the parent has restarted this child; only the parent's turn touches it.</summary>
    internal RestartCount Restarts;

    public IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null) Children.CheckName(name);
        if (_ending) throw Children.NoMore(this);
        var child = new ActorCell(System, props.ForCell(), this, name);
        ChildrenOrNew().Add(child, name, this);
        // A child that is born while its parent is suspended waits with it, and is resumed with it.
        for (var i = _awaiting is null ? 0 : 1; i < Holds; i++) child.SendSystem(new SuspendActor());
        child.Start();
        return child;
    }

    public IActorRef Child(string name) => ChildNamed(name) ?? (IActorRef)ActorRefs.Nobody;

    public IEnumerable<IActorRef> GetChildren() => ChildrenNow();

    public override IInternalActorRef? ChildNamed(string name) => Volatile.Read(ref _children)?.Named(name);

    public override IReadOnlyList<IInternalActorRef> ChildrenNow() => Volatile.Read(ref _children)?.Snapshot() ?? [];

    public ActorSelection ActorSelection(string actorPath) => System.Select(actorPath, this);

    public ActorSelection ActorSelection(ActorPath actorPath) => System.ActorSelection(actorPath);

    // The guardian gets children from any thread, so the container is made by whoever comes first.
    internal Children ChildrenOrNew() => Volatile.Read(ref _children) ?? Interlocked.CompareExchange(ref _children, new Children(), null) ?? _children;

    internal IReadOnlyList<ActorCell> ChildCells() => _children?.Snapshot() ?? [];

    private void StopChildren()
    {
        foreach (var child in ChildCells()) Stop(child);
    }

    private void SuspendChildren(HashSet<ActorCell> except)
    {
        foreach (var child in ChildCells())
            if (!except.Contains(child)) child.SendSystem(new SuspendActor());
    }

    /// <summary>True when children are dying and <paramref name="wait"/> will be continued at the end of the last of them.</summary>
    private bool WaitForChildren(ChildrenWait wait) => _children?.TryWait(wait) ?? false;

    private void OnChildEnded(ActorCell child)
    {
        if (_children?.Remove(child) is not { } finished) return;
        switch (finished.Kind)
        {
            case WaitKind.Recreation:
                FinishRestart(finished.Cause!);
                break;
            case WaitKind.Creation:
                FinishCreation();
                break;
            case WaitKind.Termination:
                FinishTermination();
                break;
        }
    }
}
