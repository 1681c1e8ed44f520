namespace Conductor.Core.Sessions.Version2;

/// <summary>How many messages a surface may still send: so many at once, and so many a second in the long run. Owned by one session.</summary>
internal sealed class MessageBucket
{
    /// <summary>How long an order too many waits; one that would wait longer is refused.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly double _perSecond;
    private readonly double _burst;
    private readonly TimeProvider _time;
    private double _left;
    private long _at;

    public MessageBucket(double perSecond, double burst, TimeProvider time) =>
        (_perSecond, _burst, _time, _left, _at) = (perSecond, burst, time, burst, time.GetTimestamp());

    /// <summary>Takes one, in advance where it will be there soon.</summary>
    /// <param name="patience">How long it may be waited for.</param>
    /// <returns>How long to wait: zero when there was one; more than the patience when none was taken.</returns>
    public TimeSpan Take(TimeSpan patience)
    {
        var now = _time.GetTimestamp();
        _left = Math.Min(_burst, _left + (_time.GetElapsedTime(_at, now).TotalSeconds * _perSecond));
        _at = now;
        var wait = _left >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _left) / _perSecond);
        if (wait <= patience)
            _left--;
        return wait;
    }
}
