namespace Conductor.Actor;

/// <summary>Birth and end of the actor.</summary>
internal sealed partial class ActorCell
{
    private bool _constructing;

    /// <summary>True from the moment the actor is told to stop: it gets no more children, and fails to nobody.</summary>
    private bool _ending;

    /// <summary>The cell that constructs an actor on this thread just now, or null.</summary>
    internal static ActorCell? Constructing => Worker.CurrentCell is { _constructing: true } cell ? cell : null;

    public void Stop(IActorRef child)
    {
        ArgumentNullException.ThrowIfNull(child);
        if (child is not IInternalActorRef actor) return;
        if (actor is ActorCell cell && ReferenceEquals(cell._parent, this)) _children?.MarkDying(cell);
        actor.SendSystem(new StopActor());
    }

    internal void OnStop()
    {
        SetReceiveTimeout(null);
        UnwatchAll();
        StopChildren();
        var wasEnding = _ending;
        _ending = true;
        if (!WaitForChildren(new ChildrenWait(WaitKind.Termination)))
        {
            FinishTermination();
            return;
        }
        if (wasEnding) return;
        // User messages wait from here on, and end as dead letters; a failure while ending is nobody's business.
        Holds++;
        _perpetrator = this;
    }

    protected override void Begin()
    {
        try
        {
            Create();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private void Create()
    {
        try
        {
            _actor = Construct();
            _actor.OnPreStart();
        }
        catch (Exception cause)
        {
            ForgetActor();
            throw cause as ActorInitializationException ?? new ActorInitializationException(this, $"{this} could not start: {cause.Message}", cause);
        }
    }

    private ActorBase Construct()
    {
        _constructing = true;
        try
        {
            var actor = Props.NewActor();
            actor.OnConstructed();
            if (actor is IActorStash stashing) stashing.Stash = _stash = new ActorStash(this, StashCapacityOf(actor));
            if (actor is IWithTimers timing) timing.Timers = _timers = new ActorTimers(this);
            return actor;
        }
        finally
        {
            _constructing = false;
        }
    }

    private int StashCapacityOf(ActorBase actor) =>
        Props.StashCapacity ?? (actor is IWithBoundedStash ? System.Setup.StashCapacity : int.MaxValue);

    private void FinishTermination()
    {
        var actor = _actor;
        try
        {
            actor?.OnPostStop();
        }
        catch (Exception failure)
        {
            KernelLog.PostStopFailed(System.Logger, failure, Path);
        }
        _timers?.CancelAll();
        var stashed = _stash?.ClearStash() ?? [];
        End(stashed);
        RefuseDeferred();
        _parent.SendSystem(new DeathNotice(this, existenceConfirmed: true));
        TellWatchers();
        UnwatchAll();
        ForgetActor();
        (_message, _sender) = (null, null);
        _children = null;
        _receiveTimeout = null;
    }

    /// <summary>Lets go of the instance and of everything that belongs to it and not to the cell.</summary>
    private void ForgetActor()
    {
        _timers?.CancelAll();
        _timers = null;
        _stash = null;
        _stopping = null;
        _actor = null;
        _behavior = null;
        _shadowed = null;
    }
}
