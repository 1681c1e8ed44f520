using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Units;

namespace Conductor.Hocon.Binding;

/// <summary>Holds values against the range that their property declares.</summary>
internal static class RangeCheck
{
    /// <summary>The type with the property's range as a condition, if it has one. "off" is in every range.</summary>
    [RequiresUnreferencedCode(HoconBinder.Reflects)]
    public static HoconType<object?> Apply(HoconType<object?> type, PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range) return type;
        var (least, most) = (Limit(range, range.Minimum), Limit(range, range.Maximum));
        var isSize = property.Name.EndsWith("Bytes", StringComparison.Ordinal);
        return type.Where($"{type.Expected}, from {Write(least, isSize)} to {Write(most, isSize)}", value => value is null || range.IsValid(value));
    }

    // The attribute holds the limits of other types than numbers as text.
    [RequiresUnreferencedCode(HoconBinder.Reflects)]
    private static object Limit(RangeAttribute range, object limit) =>
        range.OperandType == typeof(TimeSpan) && limit is string text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : limit;

    private static string Write(object limit, bool isSize) => limit switch
    {
        TimeSpan duration => DurationText.Write(duration),
        int or long when isSize => SizeText.Write(Convert.ToInt64(limit, CultureInfo.InvariantCulture)),
        _ => string.Create(CultureInfo.InvariantCulture, $"{limit}"),
    };
}
