using System.Globalization;

namespace Conductor.Server.Http.Turns;

/// <summary>
/// The times in one answer: begun at the wall clock, then counted on by the steady one, so that they never run backwards. For one
/// caller at a time.
/// </summary>
internal sealed class AnswerClock(TimeProvider time)
{
    /// <summary>Bytes of a time as it is written.</summary>
    public const int Length = 30;

    private readonly DateTimeOffset _begun = time.GetUtcNow();
    private readonly long _mark = time.GetTimestamp();

    /// <summary>When the answer was begun, in seconds since 1970.</summary>
    public long BegunSeconds => _begun.ToUnixTimeSeconds();

    /// <summary>Writes the time now: RFC 3339 in UTC with nanoseconds.</summary>
    public void Write(Span<byte> target)
    {
        var elapsed = time.GetTimestamp() - _mark;
        var nanoseconds = (long)((Int128)elapsed * 1_000_000_000 / time.TimestampFrequency);
        var now = _begun.UtcDateTime.AddTicks(nanoseconds / 100);
        // The one format that is written by code of its own, and not by reading a pattern for every token.
        now.TryFormat(target, out _, "O", CultureInfo.InvariantCulture);
        target[27] = (byte)('0' + (nanoseconds % 100 / 10));
        target[28] = (byte)('0' + (nanoseconds % 10));
        target[29] = (byte)'Z';
    }
}
