using System.Collections;

namespace Conductor.OllamaSim;

/// <summary>A request's headers, in the order and spelling in which they arrived. Immutable.</summary>
public sealed class SimHeaders : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> _all;

    internal SimHeaders(IReadOnlyList<KeyValuePair<string, string>> all) => _all = all;

    /// <inheritdoc />
    public int Count => _all.Count;

    /// <inheritdoc />
    public KeyValuePair<string, string> this[int index] => _all[index];

    /// <summary>The first value of a header, ignoring case; null when it did not arrive.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in _all)
                if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return value;
            return null;
        }
    }

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
