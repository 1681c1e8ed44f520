namespace Conductor.Actor;

/// <summary>System messages that come at a moment when their answer is not yet possible.</summary>
internal sealed partial class ActorCell
{
    private Queue<SystemMessage>? _deferred;

    /// <summary>
    /// An awaiting handler is ended before a stop or a restart; a failed or waiting parent judges its children later; and while it waits for
    /// dying children, further verdicts about itself keep their order behind the one at work.
    /// </summary>
    private bool ShouldDefer(SystemMessage message) => message switch
    {
        StopActor => _awaiting is not null,
        RestartActor => _awaiting is not null || _waitsForChildren,
        SuspendActor or ResumeActor => _waitsForChildren,
        ChildFailed => _waitsForChildren || _perpetrator is not null,
        _ => false,
    };

    private void HandleDeferred()
    {
        // Each goes the ordinary way again, so one that still comes too early is deferred anew, behind its elders.
        for (var left = _deferred?.Count ?? 0; left > 0 && _deferred is { Count: > 0 } waiting; left--) Handle(waiting.Dequeue());
    }

    private void RefuseDeferred()
    {
        while (_deferred is { Count: > 0 } waiting) waiting.Dequeue().Refused(this);
    }
}
