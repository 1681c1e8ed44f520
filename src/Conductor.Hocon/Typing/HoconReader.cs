using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Typing;

/// <summary>Reads the keys of an object, gathers every mistake instead of stopping at the first, and finds the keys that nobody knows.</summary>
/// <remarks>
/// A key is known once it was asked for, so <see cref="RefuseUnknown"/> comes last. The readers of inner objects share the mistakes of
/// the outer one. Not safe for concurrent callers.
/// </remarks>
public sealed class HoconReader
{
    private const int MostShown = 20;

    private readonly HoconObject _value;
    private readonly List<HoconError> _errors;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<HoconReader> _sections = [];

    private readonly bool _looseKeys;

    // Stands for something that is no object: what is missing in it is no further mistake.
    private readonly bool _isBroken;

    /// <summary>Reads an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="path">Its path, for errors; the root if null.</param>
    /// <param name="looseKeys">
    /// Keys may be written in any case and with any hyphens, as in environment variables. Of two that differ in nothing else, the one that
    /// is not written as it is asked for holds: it comes from a later provider of Microsoft's configuration.
    /// </param>
    public HoconReader(HoconObject value, HoconPath? path = null, bool looseKeys = false)
        : this(value, path ?? HoconPath.Root, [], looseKeys, isBroken: false)
    {
    }

    private HoconReader(HoconObject value, HoconPath path, List<HoconError> errors, bool looseKeys, bool isBroken) =>
        (_value, Path, _errors, _looseKeys, _isBroken) = (value, path, errors, looseKeys, isBroken);

    /// <summary>The path of the object.</summary>
    public HoconPath Path { get; }

    /// <summary>All mistakes so far, those of inner and outer readers included, in the order of their discovery.</summary>
    public IReadOnlyList<HoconError> Errors => _errors;

    /// <summary>Reads a value. False if it is absent, null, or, which is a mistake, not of the type.</summary>
    public bool TryRead<T>(string key, HoconType<T> type, [MaybeNullWhen(false)] out T result)
    {
        result = default;
        return TryFind(key, out var found) && type.TryRead(found, Path.Child(key), _errors, out result);
    }

    /// <summary>Reads a value, or takes another one if it is absent, null, or, which is a mistake, not of the type.</summary>
    public T Read<T>(string key, HoconType<T> type, T otherwise) => TryRead(key, type, out var result) ? result : otherwise;

    /// <summary>Reads a value that must be there. The default of the type if it is not, which is a mistake.</summary>
    public T? Require<T>(string key, HoconType<T> type)
    {
        var before = _errors.Count;
        if (TryRead(key, type, out var result)) return result;
        if (_errors.Count == before && !_isBroken) _errors.Add(new HoconError(_value.Origin, $"'{Path.Child(key).Shown}' is missing; it must be {type.Expected}"));
        return default;
    }

    /// <summary>A reader of the object under a key; of an empty one if there is none or, which is a mistake, something else.</summary>
    public HoconReader Section(string key) => Open(TryFind(key, out var found) ? found : null, key);

    /// <summary>Readers of the objects in the object under a key, where every key is a name that the operator chose, in their order.</summary>
    /// <remarks>A name with null is none: so one that a fallback defines is removed. Outside files, null is Microsoft's word for an empty object.</remarks>
    public IReadOnlyList<KeyValuePair<string, HoconReader>> Sections(string key)
    {
        var section = Section(key);
        var named = section._value.Where(field => section.Know(field) is not { Kind: HoconValueKind.Null, Origin.Line: > 0 });
        return [.. named.Select(field => KeyValuePair.Create(field.Key, section.Open(field.Value.Kind == HoconValueKind.Null ? null : field.Value, field.Key)))];
    }

    /// <summary>The values in the object under a key, where every key is a name that the operator chose, in their order. One that is null or wrong is left out.</summary>
    public IReadOnlyList<KeyValuePair<string, T>> Entries<T>(string key, HoconType<T> type)
    {
        var section = Section(key);
        var entries = new List<KeyValuePair<string, T>>();
        foreach (var field in section._value)
        {
            if (section.Know(field).Kind != HoconValueKind.Null && type.TryRead(field.Value, section.Path.Child(field.Key), _errors, out var entry)) entries.Add(KeyValuePair.Create(field.Key, entry));
        }
        return entries;
    }

    /// <summary>Readers of the objects in the array under a key, in their order.</summary>
    public IReadOnlyList<HoconReader> Elements(string key)
    {
        if (!TryRead(key, HoconTypes.Array, out var elements)) return [];
        var list = new HoconReader(_value, Path.Child(key), _errors, _looseKeys, isBroken: false);
        _sections.AddRange(elements.Select((element, i) => list.Open(element, i.ToString(CultureInfo.InvariantCulture))));
        return _sections[^elements.Count..];
    }

    /// <summary>Adds a mistake about a key, at its value if there is one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="message">What is wrong, as it follows the path in quotes: "must not be in the past".</param>
    public void Refuse(string key, string message) =>
        _errors.Add(new HoconError(FindField(key)?.Value.Origin ?? _value.Origin, $"'{Path.Child(key).Shown}' {message}"));

    /// <summary>Adds a mistake for every key, here and in the sections, that was not asked for, with the closest one that was.</summary>
    public void RefuseUnknown()
    {
        foreach (var field in _value)
        {
            if (_known.Contains(field.Key)) continue;
            var unused = _known.Where(key => !_value.TryGetField(key, out _));
            var help = NearestKey.Find(field.Key, unused) is { } nearest ? $"did you mean '{nearest}'?"
                : _known.Count == 0 ? "nothing is known here"
                : $"known are {string.Join(", ", _known.Order(StringComparer.Ordinal).Take(MostShown))}{(_known.Count > MostShown ? ", ..." : "")}";
            _errors.Add(new HoconError(field.KeyOrigin, $"'{Path.Child(field.Key).Shown}' is not known; {help}"));
        }
        foreach (var section in _sections) section.RefuseUnknown();
    }

    /// <summary>Throws all mistakes together, if there are any.</summary>
    /// <exception cref="HoconException">There are mistakes.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0) throw new HoconException(_errors);
    }

    internal bool TryFind(string key, [MaybeNullWhen(false)] out HoconValue value)
    {
        _known.Add(key);
        value = FindField(key) is { Value.Kind: not HoconValueKind.Null } field ? field.Value : null;
        return value is not null;
    }

    private HoconValue Know(HoconField field)
    {
        _known.Add(field.Key);
        return field.Value;
    }

    private HoconField? FindField(string key)
    {
        HoconField? loose = null;
        if (_looseKeys)
        {
            foreach (var field in _value.Where(field => field.Key != key && KebabCase.AreSame(field.Key, key)))
            {
                _known.Add(field.Key);
                loose ??= field;
            }
        }
        return loose ?? (_value.TryGetField(key, out var exact) ? exact : null);
    }

    private HoconReader Open(HoconValue? value, string key)
    {
        var path = Path.Child(key);
        var isObject = value is null || HoconTypes.Object.TryRead(value, path, _errors, out _);
        var section = new HoconReader(value as HoconObject ?? new HoconObject(_value.Origin, []), path, _errors, _looseKeys, isBroken: !isObject);
        _sections.Add(section);
        return section;
    }
}
