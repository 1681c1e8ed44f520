using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Conductor.Hocon.Values;

/// <summary>Values by key, in the order in which the keys were first written.</summary>
/// <remarks>Keys differ by case: "Host" and "host" are two.</remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "The language calls it an object.")]
public sealed class HoconObject : HoconValue, IReadOnlyCollection<HoconField>
{
    private readonly OrderedDictionary<string, HoconField> _fields;

    internal HoconObject(HoconOrigin origin, OrderedDictionary<string, HoconField> fields)
        : base(origin)
    {
        _fields = fields;
        foreach (var field in fields.Values)
        {
            Height = Math.Max(Height, field.Value.Height + 1);
            Size = Math.Min(int.MaxValue, Size + field.Key.Length + 4 + field.Value.Size);
        }
    }

    /// <summary>The object without fields.</summary>
    public static HoconObject Empty { get; } = new(default, []);

    /// <inheritdoc/>
    public override HoconValueKind Kind => HoconValueKind.Object;

    /// <inheritdoc/>
    public int Count => _fields.Count;

    /// <summary>The keys, in the order in which they were first written.</summary>
    public IReadOnlyCollection<string> Keys => _fields.Keys;

    internal override int Height { get; } = 1;

    internal override long Size { get; } = 2;

    /// <summary>Finds a field by one key, which is taken as it is, dots and all.</summary>
    public bool TryGetField(string key, [MaybeNullWhen(false)] out HoconField field) => _fields.TryGetValue(key, out field);

    /// <summary>Finds a value by path. False if a key is absent, or a value on the way is no object.</summary>
    public bool TryGet(HoconPath path, [MaybeNullWhen(false)] out HoconValue value)
    {
        HoconValue? found = this;
        foreach (var key in path) found = found is HoconObject parent && parent.TryGetField(key, out var field) ? field.Value : null;
        value = found;
        return found is not null;
    }

    /// <summary>Finds a value by a path as it is written in a file, such as <c>models."qwen3:8b".target</c>.</summary>
    /// <exception cref="ArgumentException">The text is no path.</exception>
    public bool TryGet(string path, [MaybeNullWhen(false)] out HoconValue value) => TryGet(HoconPath.Parse(path), out value);

    /// <summary>This object with one value set, and the objects on the way to it made where there are none.</summary>
    /// <param name="path">Where to; at least one key.</param>
    /// <param name="value">The value. Its origin becomes that of the keys on the way.</param>
    /// <exception cref="ArgumentException">The path is the root.</exception>
    public HoconObject With(HoconPath path, HoconValue value)
    {
        if (path.Count == 0) throw new ArgumentException("A value is set under at least one key.", nameof(path));
        for (var i = path.Count - 1; i >= 0; i--)
            value = new HoconObject(value.Origin, new(StringComparer.Ordinal) { [path[i]] = new HoconField(path[i], value.Origin, value) });
        return ((HoconObject)value).WithFallback(this);
    }

    /// <summary>Every value that is no object, or an empty one, with its path and the origin of its key, in the order in which they were first written.</summary>
    public IEnumerable<KeyValuePair<HoconPath, HoconField>> Leaves() => Leaves(HoconPath.Root);

    /// <summary>This object with the fields of another where it has none; objects under the same key are merged in the same way.</summary>
    /// <remarks>As if the other one had been written earlier in the same file. Both are resolved already: no substitution looks again.</remarks>
    public HoconObject WithFallback(HoconObject fallback) => WithFallback(fallback, _ => { });

    /// <inheritdoc/>
    public override bool Equals(HoconValue? other) =>
        ReferenceEquals(this, other) || (other is HoconObject fields && Count == fields.Count && this.All(field => fields._fields.TryGetValue(field.Key, out var match) && field.Value.Equals(match.Value)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Count);

    /// <inheritdoc/>
    public IEnumerator<HoconField> GetEnumerator() => _fields.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _fields.Values.GetEnumerator();

    /// <summary>The values under keys that are whole numbers, in the order of those; null if there is none such key.</summary>
    internal HoconArray? AsArray()
    {
        var indexed = new SortedDictionary<int, HoconValue>();
        foreach (var field in this)
        {
            if (int.TryParse(field.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) indexed.TryAdd(index, field.Value);
        }
        return indexed.Count == 0 ? null : new HoconArray(Origin, [.. indexed.Values]);
    }

    /// <summary>As the public one; every copied field is paid for.</summary>
    internal HoconObject WithFallback(HoconObject fallback, Action<int> pay)
    {
        pay(Count + fallback.Count);
        var fields = new OrderedDictionary<string, HoconField>(fallback._fields, StringComparer.Ordinal);
        foreach (var field in this)
        {
            fields[field.Key] = field.Value is HoconObject over && fallback._fields.TryGetValue(field.Key, out var under) && under.Value is HoconObject lower
                ? field with { Value = over.WithFallback(lower, pay) }
                : field;
        }
        return new HoconObject(Origin, fields);
    }

    private IEnumerable<KeyValuePair<HoconPath, HoconField>> Leaves(HoconPath path)
    {
        foreach (var field in this)
        {
            var child = path.Child(field.Key);
            if (field.Value is not HoconObject { Count: > 0 } inner) yield return KeyValuePair.Create(child, field);
            else foreach (var leaf in inner.Leaves(child)) yield return leaf;
        }
    }
}
