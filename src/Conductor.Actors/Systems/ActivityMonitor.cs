namespace Conductor.Actor;

/// <summary>Counts the mailboxes that are queued or running, so that a test can wait until no actor has anything left to do.</summary>
internal sealed class ActivityMonitor
{
    // Protects the count and who waits for it to be zero; only tests switch the monitor on.
    private readonly Lock _gate = new();
    private TaskCompletionSource? _quiet;
    private int _busy;

    /// <summary>Completes as soon as every mailbox is at rest. Work that actors have started outside of themselves is not seen.</summary>
    internal Task WhenQuietAsync()
    {
        lock (_gate)
        {
            if (_busy == 0) return Task.CompletedTask;
            return (_quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>A mailbox has been queued.</summary>
    internal void Begin()
    {
        lock (_gate) _busy++;
    }

    /// <summary>A mailbox has come to rest. Those it has woken were counted before.</summary>
    internal void End()
    {
        lock (_gate)
        {
            if (--_busy > 0) return;
            _quiet?.TrySetResult();
            _quiet = null;
        }
    }
}
