using System.Runtime.ExceptionServices;

namespace Conductor.Actor;

/// <summary>Handlers that await: the mailbox waits for them, and what follows an await runs on the actor's own turn.</summary>
internal sealed partial class ActorCell
{
    // Work that PreStart awaits belongs to no message.
    private static readonly object NoMessage = new();

    private ActorTaskScheduler? _scheduler;
    private CancellationTokenSource? _stopping;
    private Task? _awaiting;

    internal CancellationToken StoppingToken => (_stopping ??= new CancellationTokenSource()).Token;

    /// <summary>Runs asynchronous work as part of the message at hand. Synchronous failures are thrown at once.</summary>
    internal void RunTask(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_awaiting is not null) throw new IllegalActorStateException($"{this} already awaits the end of a handler.");
        var handler = (_scheduler ??= new ActorTaskScheduler(this)).BeginAsync(work);
        if (handler.IsCompleted)
        {
            if (FailureOf(handler) is { } failure) ExceptionDispatchInfo.Throw(failure);
            return;
        }
        _awaiting = handler;
        Holds++;
        System.Watchdog?.BeginAwait(this, _message ?? NoMessage);
        _ = handler.ContinueWith(
            static (ended, cell) => ((ActorCell)cell!).SendSystem(new HandlerEnded(ended)),
            this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    internal void OnHandlerEnded(Task handler)
    {
        _awaiting = null;
        Holds--;
        System.Watchdog?.EndAwait(this);
        // A handler that was asked to end and says so by cancellation has done nothing wrong.
        if (FailureOf(handler) is { } failure && !(failure is OperationCanceledException && _stopping is { IsCancellationRequested: true })) Fail(failure);
        _receiveTimeout?.Resume();
        LetGo();
        HandleDeferred();
    }

    private static Exception? FailureOf(Task ended) =>
        ended.IsFaulted ? ended.Exception.InnerException : ended.IsCanceled ? new TaskCanceledException(ended) : null;

    private void AskHandlerToEnd()
    {
        try
        {
#pragma warning disable MA0045 // the callbacks belong to the handler and run on the actor's turn
            _stopping?.Cancel();
#pragma warning restore MA0045
        }
        catch (AggregateException failures)
        {
            KernelLog.StoppingCallbackFailed(System.Logger, failures, Path);
        }
    }
}
