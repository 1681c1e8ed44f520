namespace Conductor.Cli;

/// <summary>What a person asked for cannot be done; the message says why and what to do instead.</summary>
/// <param name="message">One sentence or two.</param>
/// <param name="code">How the command ends.</param>
internal sealed class CliException(string message, int code = ExitCode.Failed) : Exception(message)
{
    /// <summary>How the command ends.</summary>
    public int Code => code;
}
