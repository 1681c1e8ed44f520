namespace Conductor.Cli.Terminal;

/// <summary>Numbers of things, as people say them.</summary>
internal static class Count
{
    /// <summary>"1 host", "2 hosts".</summary>
    public static string Of(long number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>"was" or "were".</summary>
    public static string Were(long number) => number == 1 ? "was" : "were";
}
