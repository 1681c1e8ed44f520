namespace Conductor.Actor;

/// <summary>Runs the pieces of an actor's asynchronous handlers on the actor's own turns.</summary>
internal sealed class ActorTaskScheduler(ActorCell cell) : TaskScheduler
{
    private bool _beginning;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts <paramref name="work"/> within the present turn, so that one which never waits costs no detour.</summary>
    internal Task BeginAsync(Func<Task> work)
    {
        var start = new Task<Task>(work);
        _beginning = true;
        start.Start(this);
        return start.Unwrap();
    }

    internal void Execute(Task piece) => TryExecuteTask(piece);

    protected override void QueueTask(Task task)
    {
        // BeginAsync and this meet on the actor's own thread only while _beginning is true, and nobody else sees it true.
        if (_beginning && ReferenceEquals(Worker.CurrentCell, cell))
        {
            _beginning = false;
            TryExecuteTask(task);
        }
        else
        {
            cell.SendSystem(new ContinueHandler(this, task));
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(Worker.CurrentCell, cell) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

/// <summary>What follows an await of a handler.</summary>
internal sealed class ContinueHandler(ActorTaskScheduler scheduler, Task piece) : SystemMessage, IThreadPoolWorkItem
{
    internal override void Apply(ActorCell cell) => scheduler.Execute(piece);

    /// <summary>
    /// The actor waits for its handlers, so only work that a handler left behind un-awaited can come too late. It goes on outside of the actor: a piece that
    /// is dropped would take its <c>finally</c> with it. On a thread of its own, because whoever completes what it waited for may be another actor.
    /// </summary>
    internal override void Refused(IInternalActorRef receiver) => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => scheduler.Execute(piece);
}

/// <summary>An awaiting handler has come to its end.</summary>
internal sealed class HandlerEnded(Task handler) : SystemMessage
{
    internal override void Apply(ActorCell cell) => cell.OnHandlerEnded(handler);
}
