namespace Conductor.Cli.Answers;

/// <summary>
/// The key that commands show to a conductor that wants one. It comes from the environment: on a command line every user of the machine could read it.
/// </summary>
internal static class CallerKey
{
    /// <summary>Its variable.</summary>
    public const string Variable = "CONDUCTOR_KEY";

    // What surfaces call the same thing; it counts where the other is not set.
    private const string Synonym = "CONDUCTOR_TOKEN";

    /// <summary>The key; null where there is none.</summary>
    public static string? Current => Of(Variable) ?? Of(Synonym);

    private static string? Of(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key ? key : null;
}
