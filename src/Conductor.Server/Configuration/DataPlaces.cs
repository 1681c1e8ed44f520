namespace Conductor.Server.Configuration;

/// <summary>Where a conductor of this user keeps its things, by the XDG base directory rules.</summary>
public static class DataPlaces
{
    /// <summary>The unix socket: in <c>$XDG_RUNTIME_DIR/conductor</c>, else in a directory of this user's own below the temporary one.</summary>
    public static string Socket(Func<string, string?> environment) =>
        environment("XDG_RUNTIME_DIR") is { Length: > 0 } runtime
            ? Path.Combine(runtime, "conductor", "conductor.sock")
            : Path.Combine(Path.GetTempPath(), $"conductor-{Environment.UserName}", "conductor.sock");

    /// <summary>The conversations: in the directory that a service manager gives (<c>$STATE_DIRECTORY</c>), else in <c>$XDG_DATA_HOME/conductor</c>, else in <c>~/.local/share/conductor</c>.</summary>
    public static string Journal(Func<string, string?> environment)
    {
        if (environment("STATE_DIRECTORY") is { Length: > 0 } state)
            return Path.Combine(state.Split(':')[0], "journal");
        var data = environment("XDG_DATA_HOME") is { Length: > 0 } home ? home : Path.Combine(Home(environment), ".local", "share");
        return Path.GetFullPath(Path.Combine(data, "conductor", "journal"));
    }

    /// <summary>The file with the keys' hashes, in a directory that holds nothing else; beside the conversations.</summary>
    public static string Keys(Func<string, string?> environment) =>
        Path.Combine(Path.GetDirectoryName(Journal(environment))!, "keys", "keys.json");

    /// <summary>The configuration file that is read when none is named.</summary>
    public static string ConfigurationFile(Func<string, string?> environment)
    {
        var home = environment("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : Path.Combine(Home(environment), ".config");
        return Path.Combine(home, "conductor", "conductor.conf");
    }

    // A service may have no HOME; the place must not then depend on where it was started.
    private static string Home(Func<string, string?> environment) =>
        environment("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
