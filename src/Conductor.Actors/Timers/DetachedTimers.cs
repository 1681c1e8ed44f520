namespace Conductor.Actor;

/// <summary>Timers that do not carry along the execution context of whoever started them.</summary>
internal static class DetachedTimers
{
    /// <summary>A timer whose callback sees no ambient values, so that an actor does not keep a request's context alive.</summary>
    internal static ITimer CreateDetachedTimer(this TimeProvider time, TimerCallback callback, object state, TimeSpan dueTime, TimeSpan period)
    {
        if (ExecutionContext.IsFlowSuppressed()) return time.CreateTimer(callback, state, dueTime, period);
        using (ExecutionContext.SuppressFlow()) return time.CreateTimer(callback, state, dueTime, period);
    }
}
