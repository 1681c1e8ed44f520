using Conductor.Hocon;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>Reads a table: an object of entries, each an object of its own, with the same keys in all of them.</summary>
/// <typeparam name="T">What an entry becomes; immutable.</typeparam>
/// <param name="key">The table's path below <c>conductor</c>.</param>
/// <param name="begin">An entry of this name with all its defaults.</param>
/// <param name="keys">What may be written in an entry.</param>
/// <param name="change">Puts the entries, in the order in which they are written, into the settings.</param>
internal sealed class EntryTable<T>(string key, Func<string, T> begin, IReadOnlyList<EntryKey<T>> keys, Func<ConductorSettings, IReadOnlyList<T>, ConductorSettings> change)
    : IEntryTable
{
    /// <inheritdoc/>
    public HoconPath Path { get; } = HoconPath.Parse($"conductor.{key}");

    /// <inheritdoc/>
    public IReadOnlyList<HoconPath> EntryPaths { get; } = [.. keys.Select(one => one.Path)];

    /// <summary>What is checked and filled in when all keys of an entry have been read.</summary>
    public Func<T, WrittenEntry, ICollection<HoconError>, T> Finish { get; init; } = (entry, _, _) => entry;

    /// <summary>What is checked and filled in when all entries have been read, beside everything that was read before. Given what is written as a whole.</summary>
    public Func<ConductorSettings, IReadOnlyList<T>, HoconObject, ICollection<HoconError>, ConductorSettings> Complete { get; init; } = (settings, _, _, _) => settings;

    /// <inheritdoc/>
    public bool IsSecret(HoconPath entryPath) => keys.Any(one => one.IsSecret && one.Path.Equals(entryPath));

    /// <inheritdoc/>
    public ConductorSettings Apply(ConductorSettings settings, HoconObject tree, ICollection<HoconError> errors)
    {
        if (!tree.TryGet(Path, out var value) || !HoconTypes.Object.TryRead(value, Path, errors, out var table))
            return settings;
        var read = new List<T>();
        // Keys of their own may live beside the entries, as models.default and models.tasks.code do.
        foreach (var field in table.Where(field => !SettingTable.Keys.Any(one => one.Path.Take(Path.Count + 1).SequenceEqual(Path.Child(field.Key)))))
            if (HoconTypes.Object.TryRead(field.Value, Path.Child(field.Key), errors, out var entry))
                read.Add(Read(new WrittenEntry(Path.Child(field.Key), field.KeyOrigin, entry), field.Key, errors));
        return Complete(change(settings, read), read, tree, errors);
    }

    private T Read(WrittenEntry entry, string name, ICollection<HoconError> errors)
    {
        UnknownKeys.Below(entry.Fields, entry.Path, [.. EntryPaths.Select(path => WrittenEntry.Join(entry.Path, path))], errors);
        return Finish(keys.Aggregate(begin(name), (read, one) => one.Apply(read, entry, errors)), entry, errors);
    }
}
