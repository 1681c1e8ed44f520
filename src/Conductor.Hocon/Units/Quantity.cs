using System.Globalization;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Units;

/// <summary>A number and, perhaps, a unit: how the language writes durations, sizes and periods.</summary>
/// <param name="Number">The number.</param>
/// <param name="Unit">The unit's letters; empty if there are none.</param>
internal readonly record struct Quantity(decimal Number, string Unit)
{
    /// <summary>Reads a number, or a text of a number and letters with white space around and between them.</summary>
    public static bool TryRead(HoconValue value, out Quantity quantity)
    {
        quantity = default;
        if (value is not HoconScalar { Kind: HoconValueKind.Number or HoconValueKind.String } scalar) return false;
        var text = Trim(scalar.Text);
        var length = text.Length;
        while (length > 0 && char.IsLetter(text[length - 1])) length--;
        if (!TryReadNumber(Trim(text[..length]), out var number)) return false;
        quantity = new Quantity(number, text[length..].ToString());
        return true;
    }

    /// <summary>Reads a JSON number that 28 digits can hold.</summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return JsonNumber.IsNumber(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The number in the smallest of some units, if the unit is known and the result is within bounds.</summary>
    public bool TryScale(IReadOnlyDictionary<string, decimal> units, string defaultUnit, decimal largest, out decimal scaled)
    {
        scaled = 0;
        if (!units.TryGetValue(Unit.Length == 0 ? defaultUnit : Unit, out var factor) || Math.Abs(Number) > largest / factor) return false;
        scaled = Number * factor;
        return true;
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && Characters.IsWhiteSpace(text[0])) text = text[1..];
        while (!text.IsEmpty && Characters.IsWhiteSpace(text[^1])) text = text[..^1];
        return text;
    }
}
