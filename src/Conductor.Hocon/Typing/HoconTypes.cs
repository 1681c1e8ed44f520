using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Units;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Typing;

/// <summary>The types that the language knows how to convert to.</summary>
/// <remarks>null converts to none of them. Numbers and booleans convert to and from text; objects and arrays to no other type.</remarks>
public static class HoconTypes
{
    /// <summary>Text; numbers as they are written, and "true" or "false".</summary>
    public static HoconType<string> Text { get; } = Scalar<string>("a text", (HoconScalar scalar, out string result) => (result = scalar.Text) is not null);

    /// <summary>A switch: true, yes, on, false, no or off.</summary>
    public static HoconType<bool> Boolean { get; } = Scalar<bool>("true or false", TryReadBoolean);

    /// <summary>A whole number of 64 bits; "1e3" is one, "1.5" is not.</summary>
    public static HoconType<long> Int64 { get; } = Scalar<long>("a whole number", TryReadInt64);

    /// <summary>A whole number of 32 bits.</summary>
    public static HoconType<int> Int32 { get; } = Scalar<int>("a whole number", TryReadInt32);

    /// <summary>A number.</summary>
    public static HoconType<double> Double { get; } = Scalar<double>("a number", TryReadDouble);

    /// <summary>A fraction: "10%" and 0.1 are the same.</summary>
    public static HoconType<double> Fraction { get; } = Scalar<double>("a percentage such as 10% or a fraction such as 0.1", TryReadFraction);

    /// <summary>A duration with a unit, or a number of milliseconds.</summary>
    public static HoconType<TimeSpan> Duration { get; } = Scalar<TimeSpan>("a duration such as 500ms, 30s or 5m", DurationText.TryRead);

    /// <summary>A duration, or null for "off".</summary>
    public static HoconType<TimeSpan?> DurationOrOff { get; } = Scalar<TimeSpan?>("a duration such as 500ms, 30s or 5m, or off", TryReadDurationOrOff);

    /// <summary>A size with a unit, or a number of bytes; in bytes.</summary>
    public static HoconType<long> Size { get; } = Scalar<long>("a size such as 512KiB, 4MiB or 1GB", SizeText.TryRead);

    /// <summary>A calendar period with a unit, or a number of days.</summary>
    public static HoconType<HoconPeriod> Period { get; } = Scalar<HoconPeriod>("a period such as 7 days, 2 weeks, 3 mo or 1y", HoconPeriod.TryRead);

    /// <summary>An absolute URL.</summary>
    public static HoconType<Uri> Url { get; } = Scalar<Uri>("a URL such as \"http://host:11434\"", TryReadUrl);

    /// <summary>An object.</summary>
    public static HoconType<HoconObject> Object { get; } = new("an object", value => (value is HoconObject, value as HoconObject));

    /// <summary>An array, or an object whose keys are numbers. Empty text from outside a file is an empty array, as in Microsoft's configuration.</summary>
    public static HoconType<HoconArray> Array { get; } = new("an array", value => ReadArray(value) is { } array ? (true, array) : default);

    /// <summary>One name of an enumeration, written as in a file: "open-ai" for OpenAI. Case, '-' and '_' do not count.</summary>
    public static HoconType<T> OneOf<T>()
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Scalar<T>("one of " + string.Join(", ", names.Select(KebabCase.From)), (HoconScalar scalar, out T result) =>
        {
            var name = names.FirstOrDefault(name => KebabCase.AreSame(name, scalar.Text));
            result = name is null ? default : Enum.Parse<T>(name);
            return name is not null;
        });
    }

    /// <summary>An array, or an object whose keys are numbers, of elements of one type. Every wrong element is a mistake of its own.</summary>
    public static HoconType<IReadOnlyList<T>> ListOf<T>(HoconType<T> element) =>
        new("an array", (HoconValue value, HoconPath path, ICollection<HoconError> errors, [MaybeNullWhen(false)] out IReadOnlyList<T> result) =>
        {
            var elements = new List<T>();
            result = elements;
            if (!Array.TryRead(value, path, errors, out var array)) return false;
            for (var i = 0; i < array.Count; i++)
            {
                if (element.TryRead(array[i], path.Child(i.ToString(CultureInfo.InvariantCulture)), errors, out var read)) elements.Add(read);
            }
            return elements.Count == array.Count;
        });

    private delegate bool ScalarConversion<T>(HoconScalar scalar, out T result);

    private static HoconType<T> Scalar<T>(string expected, ScalarConversion<T> convert) => new(expected, value =>
        value is HoconScalar { Kind: not HoconValueKind.Null } scalar && convert(scalar, out var result) ? (true, result) : default);

    private static HoconArray? ReadArray(HoconValue value) => value switch
    {
        HoconArray array => array,
        HoconObject fields => fields.AsArray(),
        HoconScalar { Text: "", Origin.Line: 0 } => new HoconArray(value.Origin, []),
        _ => null,
    };

    private static bool TryReadBoolean(HoconScalar scalar, out bool result)
    {
        result = scalar.Text is "true" or "yes" or "on";
        return result || scalar.Text is "false" or "no" or "off";
    }

    private static bool TryReadInt64(HoconScalar scalar, out long result)
    {
        var isWhole = Quantity.TryReadNumber(scalar.Text, out var number) && decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue;
        result = isWhole ? (long)number : 0;
        return isWhole;
    }

    private static bool TryReadInt32(HoconScalar scalar, out int result)
    {
        var isInt = TryReadInt64(scalar, out var number) && number is >= int.MinValue and <= int.MaxValue;
        result = isInt ? (int)number : 0;
        return isInt;
    }

    private static bool TryReadDouble(HoconScalar scalar, out double result) => TryReadDouble(scalar.Text, out result);

    private static bool TryReadDouble(ReadOnlySpan<char> text, out double result)
    {
        result = 0;
        return JsonNumber.IsNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out result) && double.IsFinite(result);
    }

    private static bool TryReadFraction(HoconScalar scalar, out double result)
    {
        var text = scalar.Text.AsSpan().Trim();
        if (!text.EndsWith("%")) return TryReadDouble(text, out result);
        var isNumber = TryReadDouble(text[..^1].TrimEnd(), out result);
        result /= 100;
        return isNumber;
    }

    private static bool TryReadDurationOrOff(HoconScalar scalar, out TimeSpan? result)
    {
        var isDuration = DurationText.TryRead(scalar, out var duration);
        result = isDuration ? duration : null;
        return isDuration || scalar.Text == "off";
    }

    private static bool TryReadUrl(HoconScalar scalar, out Uri result) =>
        Uri.TryCreate(scalar.Text, UriKind.Absolute, out result!) && scalar.Text.Contains("://", StringComparison.Ordinal);
}
