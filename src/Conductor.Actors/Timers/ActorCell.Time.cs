namespace Conductor.Actor;

/// <summary>The receive timeout and the keyed timers.</summary>
internal sealed partial class ActorCell
{
    private ReceiveTimeoutClock? _receiveTimeout;
    private ActorTimers? _timers;
    private ActorStash? _stash;

    /// <summary>How many timers run, the receive timeout counted; roughly right from other threads.</summary>
    internal int TimersNow => (_timers?.Count ?? 0) + (_receiveTimeout is null ? 0 : 1);

    public TimeSpan? ReceiveTimeout => _receiveTimeout?.Timeout;

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        if (timeout <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A receive timeout is null or more than zero.");
        _receiveTimeout?.Dispose();
        _receiveTimeout = timeout is { } wanted ? new ReceiveTimeoutClock(this, wanted) : null;
        // The message at hand still has its time. One that the actor has failed at does not.
        if (_receiveTimeout is not null && _message is { } atHand && _perpetrator is null) PauseReceiveTimeout(atHand);
    }

    /// <summary>Puts stashed messages in front of all that wait.</summary>
    internal void Unstash(Envelope first, Envelope last) => PutInFront(first, last);

    private void PauseReceiveTimeout(object message)
    {
        if ((message is TimerTick tick ? tick.Message : message) is not INotInfluenceReceiveTimeout) _receiveTimeout!.Pause();
    }
}
