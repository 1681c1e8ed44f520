namespace Conductor.Core.Sessions.Version2;

/// <summary>How many messages a surface may still send: so many at once, and so many a second in the long run. Owned by one session.</summary>
internal sealed class MessageBucket
{
    private readonly double _perSecond;
    private readonly double _burst;
    private readonly TimeProvider _time;
    private double _left;
    private long _at;

    public MessageBucket(double perSecond, double burst, TimeProvider time) =>
        (_perSecond, _burst, _time, _left, _at) = (perSecond, burst, time, burst, time.GetTimestamp());

    /// <summary>Takes one.</summary>
    /// <returns>Zero when there was one; else how long until there is.</returns>
    public TimeSpan Take()
    {
        var now = _time.GetTimestamp();
        _left = Math.Min(_burst, _left + (_time.GetElapsedTime(_at, now).TotalSeconds * _perSecond));
        _at = now;
        if (_left < 1)
            return TimeSpan.FromSeconds((1 - _left) / _perSecond);
        _left--;
        return TimeSpan.Zero;
    }
}
