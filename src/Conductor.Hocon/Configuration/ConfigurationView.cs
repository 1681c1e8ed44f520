using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;
using Microsoft.Extensions.Configuration;

namespace Conductor.Hocon.Configuration;

/// <summary>A value, looked at by the paths of Microsoft's configuration. Children are indexed when they are first asked for.</summary>
internal sealed class ConfigurationView(HoconValue value)
{
    // Two threads may both make the index: either is as good as the other.
    private volatile ChildIndex? _children;

    public HoconValue Value { get; } = value;

    /// <summary>The keys of the children, in the form in which configuration can carry them.</summary>
    public IEnumerable<string> Keys => Children(Value).Select(child => ConfigurationKey.Encode(child.Key));

    /// <summary>Finds a value by a path; this one by null.</summary>
    public bool TryFind(string? path, [MaybeNullWhen(false)] out ConfigurationView found)
    {
        found = this;
        var keys = path is null ? [] : path.Split(ConfigurationPath.KeyDelimiter);
        for (var at = 0; at < keys.Length && found is not null;) found = found.Step(keys, ref at);
        return found is not null;
    }

    /// <summary>The value as configuration has it: text for scalars, null for null and an empty object, empty text for an empty array.</summary>
    public bool TryGetText(out string? text)
    {
        text = Value switch
        {
            HoconScalar { Kind: not HoconValueKind.Null } scalar => scalar.Text,
            HoconArray { Count: 0 } => "",
            _ => null,
        };
        return Value is HoconScalar or HoconArray { Count: 0 } or HoconObject { Count: 0 };
    }

    // A key with a colon may be asked for as it is. It then arrives in pieces, which are put together again.
    private ConfigurationView? Step(string[] keys, ref int at)
    {
        var children = _children ??= new ChildIndex(Children(Value));
        for (var name = keys[at++]; ; name += ConfigurationPath.KeyDelimiter + keys[at++])
        {
            if (children.Find(ConfigurationKey.Decode(name)) is { } child) return child;
            if (at == keys.Length) return null;
        }
    }

    private static IEnumerable<KeyValuePair<string, HoconValue>> Children(HoconValue value) => value switch
    {
        HoconObject fields => fields.Select(field => KeyValuePair.Create(field.Key, field.Value)),
        HoconArray array => array.Select((element, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), element)),
        _ => [],
    };

    /// <summary>Children by key: of several that a name fits, the one written exactly so, then one of another case, then one with other hyphens.</summary>
    private sealed class ChildIndex
    {
        private readonly Dictionary<string, ConfigurationView> _exact = new(StringComparer.Ordinal);
        private readonly Dictionary<string, ConfigurationView> _anyCase = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, ConfigurationView> _folded = new(StringComparer.Ordinal);

        public ChildIndex(IEnumerable<KeyValuePair<string, HoconValue>> children)
        {
            foreach (var (key, value) in children)
            {
                var child = new ConfigurationView(value);
                _exact[key] = child;
                _anyCase.TryAdd(key, child);
                _folded.TryAdd(KebabCase.Fold(key), child);
            }
        }

        public ConfigurationView? Find(string key) =>
            _exact.GetValueOrDefault(key) ?? _anyCase.GetValueOrDefault(key) ?? _folded.GetValueOrDefault(KebabCase.Fold(key));
    }
}
