namespace Conductor.Hocon.Values;

/// <summary>Text, a number, true, false or null.</summary>
public sealed class HoconScalar : HoconValue
{
    internal HoconScalar(HoconOrigin origin, HoconValueKind kind, string text)
        : base(origin) => (Kind, Text) = (kind, text);

    /// <inheritdoc/>
    public override HoconValueKind Kind { get; }

    /// <summary>The characters: of a text those meant, of anything else those written, such as "1e5", "true" or "null".</summary>
    public string Text { get; }

    internal override int Height => 0;

    internal override long Size => Text.Length + 2;

    /// <summary>A text value that no file holds.</summary>
    public static HoconScalar FromText(string text, HoconOrigin origin = default) => new(origin, HoconValueKind.String, text);

    /// <inheritdoc/>
    public override bool Equals(HoconValue? other) => other is HoconScalar scalar && Kind == scalar.Kind && Text == scalar.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Text);

    /// <summary>The <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
