namespace Conductor.Server.Configuration.Reloading;

/// <summary>How the configuration of a running conductor is, for its status. Written by whoever follows the configuration; any thread may read.</summary>
public sealed class ConfigurationState
{
    private ConfigurationNews _news = new();

    /// <summary>The newest.</summary>
    public ConfigurationNews News
    {
        get => Volatile.Read(ref _news);
        internal set => Volatile.Write(ref _news, value);
    }
}

/// <summary>What became of the last reading. Immutable.</summary>
public sealed record ConfigurationNews
{
    /// <summary>The file; empty where there is none to follow.</summary>
    public string File { get; init; } = "";

    /// <summary>When the settings that hold were read.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Changes since the start that were applied.</summary>
    public int Applied { get; init; }

    /// <summary>Why the file as it is now is not used; null if it is.</summary>
    public string? Problem { get; init; }

    /// <summary>Keys that were changed and take effect at the next start.</summary>
    public IReadOnlyList<string> WaitForStart { get; init; } = [];
}
