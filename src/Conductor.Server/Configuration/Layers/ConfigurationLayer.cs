using Conductor.Hocon.Configuration;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;
using Microsoft.Extensions.Configuration;

namespace Conductor.Server.Configuration.Layers;

/// <summary>
/// A host's own configuration (appsettings.json, environment, a HOCON file) as the layer of the file. Its keys may be written in any case
/// and with any dashes there; the names of hosts and models are taken as they are.
/// </summary>
internal static class ConfigurationLayer
{
    private const string Ours = "conductor";

    /// <summary>The tree of a configuration: of its section <c>conductor</c> where it has one, else of all of it, which then is that section.</summary>
    public static HoconObject Read(IConfiguration configuration)
    {
        var root = configuration as IConfigurationRoot;
        var section = configuration.GetChildren().FirstOrDefault(child => KebabCase.AreSame(child.Key, Ours));
        var known = SettingTable.Keys.Select(setting => setting.Path).Concat(SettingTable.Tables.Select(table => table.Path)).ToArray();
        var written = (section ?? configuration).ToHocon(root);
        return Named(written, HoconPath.Of(Ours), known, HoconObject.Empty);
    }

    private static HoconObject Named(HoconObject written, HoconPath path, HoconPath[] known, HoconObject tree)
    {
        foreach (var field in written)
        {
            var below = path.Child(known.Where(one => Begins(one, path)).Select(one => one[path.Count]).FirstOrDefault(key => KebabCase.AreSame(key, field.Key)) ?? field.Key);
            var table = SettingTable.Tables.FirstOrDefault(one => one.Path.Equals(below));
            if (table is not null && field.Value is HoconObject entries)
                tree = entries.Aggregate(tree, (made, entry) => Entry(entry, below.Child(entry.Key), table, made));
            else if (field.Value is HoconObject inner && known.Any(one => Begins(one, below)))
                tree = Named(inner, below, known, tree);
            else
                tree = tree.With(below, field.Value);
        }
        return tree;
    }

    private static HoconObject Entry(HoconField entry, HoconPath path, IEntryTable table, HoconObject tree) =>
        entry.Value is HoconObject fields ? Named(fields, path, [.. table.EntryPaths.Select(key => WrittenEntry.Join(path, key))], tree) : Value(entry, path, tree);

    // A key of its own may live in a table, as models.default does.
    private static HoconObject Value(HoconField field, HoconPath path, HoconObject tree)
    {
        var setting = SettingTable.Keys.FirstOrDefault(one => one.Path.Count == path.Count && one.Path.SkipLast(1).SequenceEqual(path.SkipLast(1)) && KebabCase.AreSame(one.Path[^1], path[^1]));
        return tree.With(setting?.Path ?? path, field.Value);
    }

    private static bool Begins(HoconPath path, HoconPath with) => path.Count > with.Count && path.Take(with.Count).SequenceEqual(with);
}
