namespace Conductor.Core.Health;

/// <summary>
/// Keeps further attempts a small part of the traffic, so that a failing fleet is not buried under retries: every turn pays in a share of
/// an attempt, every further attempt takes one out. Safe for concurrent callers, without a lock.
/// </summary>
/// <remarks>
/// A bucket of tokens as one number (the generic cell rate algorithm): the moment since which its tokens have been dripping in. Besides
/// the share of traffic a few drip in by themselves, so that the one request of a quiet hour may be tried again.
/// </remarks>
/// <param name="share">Attempts that each turn pays in, such as 0.1; 0 or less allows none at all.</param>
/// <param name="time">The time.</param>
public sealed class RetryBudget(double share, TimeProvider time)
{
    private const int PerSecond = 10;

    // A host that dies under a hundred turns is the ordinary case that must not empty it.
    private const int Most = 100;

    private readonly long _perToken = time.TimestampFrequency / PerSecond;
    private long _drippingSince = time.GetTimestamp() - Most * (time.TimestampFrequency / PerSecond);

    /// <summary>Attempts that may be made now.</summary>
    public int Left => share <= 0 ? 0 : (int)Math.Min(Most, (time.GetTimestamp() - Volatile.Read(ref _drippingSince)) / _perToken);

    /// <summary>A turn begins.</summary>
    public void PayIn() => Move(-(long)(Math.Max(0, share) * _perToken), floor: 0);

    /// <summary>Takes out one further attempt.</summary>
    /// <returns>False when the budget is used up: the turn ends as its last attempt did.</returns>
    public bool TryTakeOut() => share > 0 && Move(_perToken, floor: _perToken);

    private bool Move(long by, long floor)
    {
        while (true)
        {
            var now = time.GetTimestamp();
            var seen = Volatile.Read(ref _drippingSince);
            var full = now - Most * _perToken;
            var since = Math.Max(seen, full);
            if (now - since < floor)
                return false;
            if (Interlocked.CompareExchange(ref _drippingSince, Math.Max(since + by, full), seen) == seen)
                return true;
        }
    }
}
