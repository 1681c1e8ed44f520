using Conductor.Hocon;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>One key of a table's entries: what it must be, and what it changes.</summary>
/// <typeparam name="T">What an entry becomes.</typeparam>
internal sealed class EntryKey<T>
{
    private readonly Func<T, HoconValue, HoconPath, ICollection<HoconError>, T> _apply;

    private EntryKey(string key, bool isSecret, Func<T, HoconValue, HoconPath, ICollection<HoconError>, T> apply) =>
        (Path, IsSecret, _apply) = (HoconPath.Parse(key), isSecret, apply);

    /// <summary>Its path below the entry.</summary>
    public HoconPath Path { get; }

    /// <summary>Its value is never shown.</summary>
    public bool IsSecret { get; }

    /// <summary>A key of a type, with what it changes.</summary>
    /// <param name="key">Its path below the entry; it may have dots (<c>retry.attempts</c>).</param>
    /// <param name="type">What its value must be.</param>
    /// <param name="change">The entry with the value.</param>
    public static EntryKey<T> Of<TValue>(string key, HoconType<TValue> type, Func<T, TValue, T> change) =>
        new(key, isSecret: false, (entry, value, path, errors) => type.TryRead(value, path, errors, out var read) ? change(entry, read) : entry);

    /// <summary>A key of a type whose value is never shown.</summary>
    public static EntryKey<T> Secret<TValue>(string key, HoconType<TValue> type, Func<T, TValue, T> change) =>
        new(key, isSecret: true, (entry, value, path, errors) => type.Secret().TryRead(value, path, errors, out var read) ? change(entry, read) : entry);

    /// <summary>A text that is never shown; empty is as if it were not written.</summary>
    public static EntryKey<T> Secret(string key, Func<T, string?, T> change) =>
        new(key, isSecret: true, (entry, value, path, errors) =>
            HoconTypes.Text.Secret().TryRead(value, path, errors, out var read) ? change(entry, read.Length > 0 ? read : null) : entry);

    /// <summary>The entry with this key as it is written; as it was where it is not, or is wrong.</summary>
    public T Apply(T entry, WrittenEntry written, ICollection<HoconError> errors) =>
        written.Fields.TryGet(Path, out var value) ? _apply(entry, value, WrittenEntry.Join(written.Path, Path), errors) : entry;
}
