namespace Conductor.Actor;

/// <summary>Gives an actor <see cref="Timers"/>, set before <c>PreStart</c>.</summary>
public interface IWithTimers
{
    /// <summary>The actor's own timers; all end with a restart or stop.</summary>
    ITimerScheduler Timers { get; set; }
}

/// <summary>Keyed timers that tell their own actor a message. To be used from the actor's own handlers only.</summary>
/// <remarks>A tick that was already in the mailbox when its timer was cancelled or replaced, or before a restart, is not delivered.</remarks>
public interface ITimerScheduler
{
    /// <summary>Tells <paramref name="msg"/> every <paramref name="interval"/>, first after one interval; replaces the timer of the same key.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    /// <summary>Tells <paramref name="msg"/> after <paramref name="initialDelay"/> and then every <paramref name="interval"/>; replaces the timer of the same key.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>Tells <paramref name="msg"/> once after <paramref name="timeout"/>; replaces the timer of the same key. Already inactive when the message is handled.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>Whether a timer of that key is still to fire.</summary>
    bool IsTimerActive(object key);

    /// <summary>Ends the timer of that key, if there is one.</summary>
    void Cancel(object key);

    /// <summary>Ends all of the actor's timers.</summary>
    void CancelAll();
}
