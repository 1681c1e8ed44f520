namespace Conductor.Server.Configuration;

/// <summary>What is logged, and where to. Immutable.</summary>
public sealed record LogSettings
{
    /// <summary>The names of the levels, the most talkative first.</summary>
    public static IReadOnlyList<string> LevelNames { get; } = ["trace", "debug", "information", "warning", "error", "off"];

    /// <summary>The least important that is logged. Prompts and answers appear at <c>trace</c> only.</summary>
    /// <value>Default <c>information</c>.</value>
    public string Level { get; init; } = "information";

    /// <summary>Levels of single areas, by the beginning of the area's name; empty where nothing is said.</summary>
    public IReadOnlyDictionary<string, string> Levels { get; init; } = NoLevels;

    /// <summary>The file that events are also written to, one JSON object a line; null for none.</summary>
    /// <value>Default none.</value>
    public string? File { get; init; }

    /// <summary>The length at which a new file is begun, in bytes. One is begun every day too.</summary>
    /// <value>Default 64 MiB; from 1 MiB to 1 GiB.</value>
    public long FileSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many files are kept, the newest.</summary>
    /// <value>Default 7; from 1 to 1,000.</value>
    public int FileCount { get; init; } = 7;

    // One object, so that settings of which nothing is said are equal.
    private static IReadOnlyDictionary<string, string> NoLevels { get; } = new Dictionary<string, string>();
}
