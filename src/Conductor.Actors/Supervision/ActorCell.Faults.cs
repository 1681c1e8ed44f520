namespace Conductor.Actor;

/// <summary>Failure and what supervision makes of it.</summary>
/// <remarks>Each failure suspends once and is balanced by one resume, which a verdict of Resume or Restart brings; a stop needs none.</remarks>
internal sealed partial class ActorCell
{
    /// <summary>Null while all is well; else this cell, or the child whose failure became ours.</summary>
    private ActorCell? _perpetrator;

    /// <summary>Whether the failure was a restart's: then there is no sound instance to ask for <c>PreRestart</c>, and a pardon restarts.</summary>
    private bool _restartFailed;

    private bool _waitsForChildren;

    internal void OnSuspend()
    {
        Holds++;
        SuspendChildren(except: []);
    }

    internal void OnResume(Exception? causedByFailure)
    {
        if (_ending) return;
        if (causedByFailure is not null && _restartFailed)
        {
            OnRestart(causedByFailure);
            return;
        }
        if (causedByFailure is not null && _actor is null)
        {
            RetryCreation();
            return;
        }
        var perpetrator = _perpetrator;
        Holds--;
        if (causedByFailure is not null) Recover();
        foreach (var child in ChildCells())
            child.SendSystem(new ResumeActor(ReferenceEquals(child, perpetrator) ? causedByFailure : null));
        HandleDeferred();
    }

    internal void OnRestart(Exception cause)
    {
        if (_ending) return;
        if (_actor is null && !_restartFailed)
        {
            RetryCreation();
            return;
        }
        if (!_restartFailed) LeaveInstance(cause);
        ForgetActor();
        _waitsForChildren = WaitForChildren(new ChildrenWait(WaitKind.Recreation, cause));
        if (!_waitsForChildren) FinishRestart(cause);
    }

    internal void OnChildFailed(ChildFailed failed)
    {
        var child = failed.Child;
        if (_ending || !child.IsListed) return;
        var (message, sender, cause) = (_message, _sender, failed.Cause);
        (_message, _sender) = (cause, child);
        try
        {
            if ((Props.SupervisorStrategy ?? _actor!.ChildStrategy).HandleFailure(this, child, cause)) return;
        }
        catch (Exception ofTheDecider)
        {
            cause = ofTheDecider;
        }
        finally
        {
            (_message, _sender) = (message, sender);
            if (_awaiting is null) _receiveTimeout?.Resume();
        }
        Fail(cause, child, [child]);
    }

    private void Fail(Exception cause) => Fail(cause, this, []);

    /// <summary>Suspends this actor and its subtree and leaves the verdict to the supervisor.</summary>
    private void Fail(Exception cause, ActorCell perpetrator, HashSet<ActorCell> alreadySuspended)
    {
        if (_perpetrator is not null || IsTerminated)
        {
            // The supervisor has one verdict to give, and it is about the first failure.
            KernelLog.FailedAgain(System.Logger, cause, Path);
            return;
        }
        Holds++;
        _perpetrator = perpetrator;
        SuspendChildren(alreadySuspended);
        _parent.SendSystem(new ChildFailed(this, cause));
    }

    private void LeaveInstance(Exception cause)
    {
        try
        {
            _actor!.OnPreRestart(cause, _message);
        }
        catch (Exception failure)
        {
            KernelLog.PreRestartFailed(System.Logger, failure, Path);
        }
        _stash?.UnstashAll();
    }

    private void FinishRestart(Exception cause)
    {
        // The new instance may make children of its own, which have nothing to do with the failure.
        var survivors = ChildCells();
        Recover();
        Holds--;
        try
        {
            _actor = Construct();
            _actor.OnPostRestart(cause);
        }
        catch (Exception failure)
        {
            _restartFailed = true;
            Fail(new PostRestartException(this, failure, cause), this, [.. survivors]);
            return;
        }
        foreach (var child in survivors) child.SendSystem(new RestartActor(cause));
        HandleDeferred();
    }

    private void RetryCreation()
    {
        StopChildren();
        _waitsForChildren = WaitForChildren(new ChildrenWait(WaitKind.Creation));
        if (!_waitsForChildren) FinishCreation();
    }

    private void FinishCreation()
    {
        Recover();
        Holds--;
        Create();
        HandleDeferred();
    }

    private void Recover()
    {
        _perpetrator = null;
        _restartFailed = false;
        _waitsForChildren = false;
        (_message, _sender) = (null, null);
    }
}
