using System.Diagnostics.CodeAnalysis;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Typing;

/// <summary>How values become a type of .NET, and what is said when one does not.</summary>
/// <typeparam name="T">The type of .NET.</typeparam>
/// <remarks>Immutable; safe for concurrent callers. <see cref="HoconTypes"/> has the usual ones.</remarks>
public sealed class HoconType<T>
{
    private readonly HoconConversion<T> _convert;

    /// <summary>A type of your own.</summary>
    /// <param name="expected">What a value must be, as it follows "must be" in an error: "a port from 1 to 65535".</param>
    /// <param name="convert">Converts a value; it must not throw.</param>
    public HoconType(string expected, Func<HoconValue, (bool IsValid, T? Result)> convert)
        : this(expected, (HoconValue value, HoconPath _, ICollection<HoconError> _, [MaybeNullWhen(false)] out T result) => Take(convert(value), out result))
    {
    }

    internal HoconType(string expected, HoconConversion<T> convert) => (Expected, _convert) = (expected, convert);

    /// <summary>What a value must be, as it follows "must be".</summary>
    public string Expected { get; }

    /// <summary>This type with one more condition on its values.</summary>
    /// <param name="expected">What a value must be, this type included.</param>
    /// <param name="condition">The condition.</param>
    public HoconType<T> Where(string expected, Func<T, bool> condition) =>
        new(expected, (HoconValue value, HoconPath path, ICollection<HoconError> errors, [MaybeNullWhen(false)] out T result) =>
            _convert(value, path, errors, out result) && condition(result));

    /// <summary>Whether a value of this type is a secret: a mistake then does not tell what is written.</summary>
    public bool IsSecret { get; private init; }

    /// <summary>This type for values that nobody may see.</summary>
    public HoconType<T> Secret() => new(Expected, _convert) { IsSecret = true };

    /// <summary>Converts a value. A mistake is added to the errors, with the path and the origin of the value that it is in.</summary>
    public bool TryRead(HoconValue value, HoconPath path, ICollection<HoconError> errors, [MaybeNullWhen(false)] out T result)
    {
        var before = errors.Count;
        if (_convert(value, path, errors, out result)) return true;
        // A conversion that has found the mistake further inside has reported it there.
        if (errors.Count == before) errors.Add(new HoconError(value.Origin, $"'{path.Shown}' must be {Expected}, {(IsSecret ? "and is not" : $"but is {Show(value)}")}"));
        return false;
    }

    private static bool Take((bool IsValid, T? Result) outcome, [MaybeNullWhen(false)] out T result)
    {
        result = outcome.Result;
        return outcome.IsValid;
    }

    private static string Show(HoconValue value)
    {
        const int longest = 40;
        if (value is not HoconScalar { Text: var text } scalar || scalar.Kind == HoconValueKind.Null) return value.Describe();
        var shown = KeyText.Shorten(SecretSpans.WithoutPassword(text), longest);
        return scalar.Kind == HoconValueKind.String ? KeyText.Quote(shown) : shown;
    }
}

/// <summary>Converts a value; false if it is not of the type. Mistakes further inside are added to the errors.</summary>
internal delegate bool HoconConversion<T>(HoconValue value, HoconPath path, ICollection<HoconError> errors, [MaybeNullWhen(false)] out T result);
