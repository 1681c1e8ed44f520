using System.Globalization;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Units;

/// <summary>Durations as the language writes them: "500ms", "30 s", "1.5h"; a number without unit is in milliseconds.</summary>
public static class DurationText
{
    private const string Default = "ms";

    private static readonly Dictionary<string, decimal> TicksByUnit = Table(
        (0.01m, "ns", "nano", "nanosecond"),
        (TimeSpan.TicksPerMicrosecond, "us", "micro", "microsecond"),
        (TimeSpan.TicksPerMillisecond, Default, "milli", "millisecond"),
        (TimeSpan.TicksPerSecond, "s", "second", null),
        (TimeSpan.TicksPerMinute, "m", "minute", null),
        (TimeSpan.TicksPerHour, "h", "hour", null),
        (TimeSpan.TicksPerDay, "d", "day", null));

    private static readonly (long Ticks, string Unit)[] Written =
    [
        (TimeSpan.TicksPerDay, "d"), (TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "m"), (TimeSpan.TicksPerSecond, "s"),
        (TimeSpan.TicksPerMillisecond, "ms"), (TimeSpan.TicksPerMicrosecond, "us"),
    ];

    /// <summary>A duration in the largest unit that holds it whole, such as "90s"; what microseconds do not, in nanoseconds.</summary>
    public static string Write(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        foreach (var (ticks, unit) in Written)
        {
            if (duration.Ticks % ticks == 0) return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)duration.Ticks * TimeSpan.NanosecondsPerTick}ns");
    }

    /// <summary>Reads a duration, rounded to 100 ns. False if it is none, or longer than a <see cref="TimeSpan"/> holds.</summary>
    internal static bool TryRead(HoconValue value, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (!Quantity.TryRead(value, out var quantity) || !quantity.TryScale(TicksByUnit, Default, long.MaxValue - 1, out var ticks)) return false;
        duration = new TimeSpan((long)Math.Round(ticks));
        return true;
    }

    // Each long name is known in the plural too.
    private static Dictionary<string, decimal> Table(params (decimal Ticks, string Symbol, string Name, string? LongName)[] units)
    {
        var table = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (ticks, symbol, name, longName) in units)
        {
            (table[symbol], table[name], table[name + "s"]) = (ticks, ticks, ticks);
            if (longName is not null) (table[longName], table[longName + "s"]) = (ticks, ticks);
        }
        return table;
    }
}
