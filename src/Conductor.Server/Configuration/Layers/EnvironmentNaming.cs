using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Layers;

/// <summary>
/// How a key is called in the environment: its path in capitals with <c>_</c> for dots and dashes, so that
/// <c>conductor.timeouts.first-token</c> is <c>CONDUCTOR_TIMEOUTS_FIRST_TOKEN</c>, and <c>conductor.hosts.gpu-1.url</c> is
/// <c>CONDUCTOR_HOSTS_GPU_1_URL</c>.
/// </summary>
internal static class EnvironmentNaming
{
    /// <summary>What all names begin with.</summary>
    public const string Prefix = "CONDUCTOR_";

    /// <summary>Short names for the two that are set most.</summary>
    public static IReadOnlyDictionary<string, HoconPath> Short { get; } = new Dictionary<string, HoconPath>
    {
        ["CONDUCTOR_HTTP"] = HoconPath.Of("conductor", "http", "listen"),
        ["CONDUCTOR_SOCKET"] = HoconPath.Of("conductor", "socket", "path"),
    };

    /// <summary>Names that the commands read themselves: no keys of the configuration.</summary>
    public static IReadOnlySet<string> OfCommands { get; } = new HashSet<string>(StringComparer.Ordinal) { "CONDUCTOR_KEY", "CONDUCTOR_TOKEN", "CONDUCTOR_CONNECT" };

    /// <summary>The name of a path.</summary>
    public static string Of(HoconPath path) => string.Join('_', path.Select(Word));

    /// <summary>The path of an entry's key in a table; null where the name is none. The entry's own name becomes lower case with dashes.</summary>
    public static HoconPath? InTable(string name, IEntryTable table)
    {
        var start = Of(table.Path) + "_";
        if (!name.StartsWith(start, StringComparison.Ordinal))
            return null;
        // The longest first: what is left of a name after "_KEY" may itself end like a shorter key.
        foreach (var key in table.EntryPaths.OrderByDescending(path => Of(path).Length))
            if (name.EndsWith("_" + Of(key), StringComparison.Ordinal) && name.Length - start.Length - Of(key).Length - 1 is var length and > 0)
                return WrittenEntry.Join(table.Path.Child(name.Substring(start.Length, length).ToLowerInvariant().Replace('_', '-')), key);
        return null;
    }

    private static string Word(string key) => key.Replace('-', '_').Replace('.', '_').ToUpperInvariant();
}
