namespace Conductor.Server.Configuration;

/// <summary>Where a conductor of this user keeps its things, by the XDG base directory rules.</summary>
public static class DataPlaces
{
    /// <summary>The unix socket: in <c>$XDG_RUNTIME_DIR/conductor</c>, else in a directory of this user's own below the temporary one.</summary>
    public static string Socket(Func<string, string?> environment) =>
        environment("XDG_RUNTIME_DIR") is { Length: > 0 } runtime
            ? Path.Combine(runtime, "conductor", "conductor.sock")
            : Path.Combine(Path.GetTempPath(), $"conductor-{Environment.UserName}", "conductor.sock");

    /// <summary>The configuration file that is read when none is named.</summary>
    public static string ConfigurationFile(Func<string, string?> environment)
    {
        var home = environment("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : Path.Combine(environment("HOME") ?? "", ".config");
        return Path.Combine(home, "conductor", "conductor.conf");
    }
}
