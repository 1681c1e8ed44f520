namespace Conductor.Server.Configuration;

/// <summary>What was said outside of any file: on the command line, and how to look at the environment.</summary>
public sealed record SettingsRequest
{
    /// <summary>The file that was named; null: the usual place, if there is a file.</summary>
    public string? File { get; init; }

    /// <summary>The address of the front door on the command line; null where none was given.</summary>
    public string? Http { get; init; }

    /// <summary>The path of the socket on the command line, or <c>off</c>; null where none was given.</summary>
    public string? Socket { get; init; }

    /// <summary>The hosts on the command line: URLs, or <c>eliza</c>. They take the place of the file's.</summary>
    public IReadOnlyList<string> Backends { get; init; } = [];

    /// <summary>Any other keys on the command line, as <c>KEY=VALUE</c>, the key without <c>conductor.</c> before it.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>Looks up an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The names of all environment variables: hosts and models may be named there.</summary>
    public Func<IEnumerable<string>> EnvironmentNames { get; init; } = () => System.Environment.GetEnvironmentVariables().Keys.Cast<string>();

    /// <summary>Takes a sentence about what was odd but is no mistake.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
