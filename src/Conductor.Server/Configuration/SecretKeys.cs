namespace Conductor.Server.Configuration;

/// <summary>Which keys of a file have values that are never shown.</summary>
internal static class SecretKeys
{
    // Ours by their names, and what people call secrets elsewhere: a file may hold more than what is ours, and a key may be misspelt.
    private static readonly HashSet<string> Ours = new(
        SettingTable.Keys.Where(key => key.IsSecret).Select(key => key.Path[^1])
            .Concat(SettingTable.Tables.SelectMany(table => table.EntryPaths.Where(table.IsSecret).Select(path => path[^1]))),
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Words = ["password", "passwd", "secret", "authorization", "credential", "apikey", "api-key", "api_key", "bearer"];

    /// <summary>Whether the value of a key is one, by the last element of its path.</summary>
    public static bool Contain(string key) => Ours.Contains(key) || Words.Any(word => key.Contains(word, StringComparison.OrdinalIgnoreCase));
}
