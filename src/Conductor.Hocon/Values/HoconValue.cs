namespace Conductor.Hocon.Values;

/// <summary>A resolved value: an object, an array, or a scalar.</summary>
/// <remarks>
/// Immutable; safe for concurrent readers. Values are shared where a substitution repeats them. Two values are equal if they have the same
/// structure and the same scalars as written; the order of keys and the origins do not count.
/// </remarks>
public abstract class HoconValue : IEquatable<HoconValue>
{
    private protected HoconValue(HoconOrigin origin) => Origin = origin;

    /// <summary>Where the value was written; for a value that a substitution repeats, where that was written.</summary>
    public HoconOrigin Origin { get; }

    /// <summary>The type.</summary>
    public abstract HoconValueKind Kind { get; }

    /// <summary>Levels of objects and arrays, this one included; 0 for a scalar.</summary>
    internal abstract int Height { get; }

    /// <summary>Characters of the value if printed, about; never overflows.</summary>
    internal abstract long Size { get; }

    /// <inheritdoc/>
    public abstract bool Equals(HoconValue? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as HoconValue);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <summary>The value with "a" or "an", for a sentence.</summary>
    internal string Describe() => Kind switch
    {
        HoconValueKind.Null => "null",
        HoconValueKind.Boolean => "a boolean",
        HoconValueKind.Number => "a number",
        HoconValueKind.String => "a text",
        HoconValueKind.Array => "an array",
        _ => "an object",
    };
}
