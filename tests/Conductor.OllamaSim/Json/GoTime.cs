using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Conductor.OllamaSim.Json;

/// <summary>Go's times and durations, as Ollama's API spells them.</summary>
internal static class GoTime
{
    /// <summary>What Go makes of "for ever": the longest duration it can hold, 292 years.</summary>
    public static readonly TimeSpan Forever = TimeSpan.FromTicks(long.MaxValue / 100);

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>RFC 3339 in UTC with nine fractional digits. Ours end in 57, which the clock cannot know: Go would leave out zeros at the end.</summary>
    public static int Write(DateTimeOffset at, Span<byte> stamp)
    {
        at.UtcDateTime.TryFormat(stamp, out var written, "O", CultureInfo.InvariantCulture);
        "57Z"u8.CopyTo(stamp[(written - 1)..]);
        return written + 2;
    }

    public static long Nanoseconds(TimeSpan duration) => duration.Ticks * 100;

    /// <summary>A keep-alive: a number of seconds or a Go duration; anything negative is for ever; null when it is neither.</summary>
    public static TimeSpan? KeepAlive(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => FromSeconds(value.GetDouble()),
        JsonValueKind.String => Parse(value.GetString()!) is { } span ? span < TimeSpan.Zero ? Forever : span : null,
        _ => null,
    };

    /// <summary>A Go duration such as <c>1h30m</c>, <c>250ms</c> or <c>-1</c> (seconds); null when it is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)) return FromSeconds(seconds);
        var negative = text.StartsWith('-');
        var rest = text.AsSpan().TrimStart("+-");
        var total = 0.0;
        if (rest.IsEmpty) return null;
        while (!rest.IsEmpty)
        {
            if (Term(ref rest) is not { } ticks) return null;
            total += ticks;
        }
        return total >= Forever.Ticks ? Forever : TimeSpan.FromTicks((long)(negative ? -total : total));
    }

    private static double? Term(ref ReadOnlySpan<char> rest)
    {
        var digits = rest.IndexOfAnyExcept(Digits);
        if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return null;
        rest = rest[digits..];
        var length = rest.IndexOfAny(Digits) is var next and >= 0 ? next : rest.Length;
        var unit = Unit(rest[..length]);
        rest = rest[length..];
        return unit * number;
    }

    private static double? Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 0.01,
        "us" or "µs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        _ => null,
    };

    private static TimeSpan FromSeconds(double seconds) =>
        seconds < 0 || seconds >= Forever.TotalSeconds ? Forever : TimeSpan.FromSeconds(seconds);
}
