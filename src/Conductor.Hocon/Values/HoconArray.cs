using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Conductor.Hocon.Values;

/// <summary>Values in an order.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "The language calls it an array.")]
public sealed class HoconArray : HoconValue, IReadOnlyList<HoconValue>
{
    private readonly HoconValue[] _elements;

    internal HoconArray(HoconOrigin origin, HoconValue[] elements)
        : base(origin)
    {
        _elements = elements;
        foreach (var element in elements)
        {
            Height = Math.Max(Height, element.Height + 1);
            Size = Math.Min(int.MaxValue, Size + element.Size + 1);
        }
    }

    /// <inheritdoc/>
    public override HoconValueKind Kind => HoconValueKind.Array;

    /// <inheritdoc/>
    public int Count => _elements.Length;

    /// <inheritdoc/>
    public HoconValue this[int index] => _elements[index];

    internal override int Height { get; } = 1;

    internal override long Size { get; } = 2;

    /// <inheritdoc/>
    public override bool Equals(HoconValue? other) =>
        ReferenceEquals(this, other) || (other is HoconArray array && _elements.AsSpan().SequenceEqual(array._elements));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Count);

    /// <inheritdoc/>
    public IEnumerator<HoconValue> GetEnumerator() => ((IEnumerable<HoconValue>)_elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _elements.GetEnumerator();

    internal HoconArray Append(HoconArray other) => new(Origin, [.. _elements, .. other._elements]);
}
