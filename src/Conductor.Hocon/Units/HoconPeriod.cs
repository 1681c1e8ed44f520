using Conductor.Hocon.Values;

namespace Conductor.Hocon.Units;

/// <summary>A span of the calendar, whose length depends on where it starts: "2 weeks", "3 mo", "1y"; a number without unit is days.</summary>
/// <param name="Years">Years, perhaps negative.</param>
/// <param name="Months">Months, perhaps negative.</param>
/// <param name="Days">Days, perhaps negative; a week is 7.</param>
public readonly record struct HoconPeriod(int Years, int Months, int Days)
{
    /// <summary>The same time of day a period later. A day that the month does not have becomes its last.</summary>
    public DateTimeOffset After(DateTimeOffset start) => start.AddMonths(Years * 12 + Months).AddDays(Days);

    /// <summary>Reads a period. False if it is none, no whole number, or beyond 1,000,000.</summary>
    internal static bool TryRead(HoconValue value, out HoconPeriod period)
    {
        period = default;
        if (!Quantity.TryRead(value, out var quantity) || !decimal.IsInteger(quantity.Number) || Math.Abs(quantity.Number) > 1_000_000) return false;
        var count = (int)quantity.Number;
        HoconPeriod? read = quantity.Unit switch
        {
            "" or "d" or "day" or "days" => new HoconPeriod(0, 0, count),
            "w" or "week" or "weeks" => new HoconPeriod(0, 0, count * 7),
            "m" or "mo" or "month" or "months" => new HoconPeriod(0, count, 0),
            "y" or "year" or "years" => new HoconPeriod(count, 0, 0),
            _ => null,
        };
        period = read.GetValueOrDefault();
        return read is not null;
    }
}
