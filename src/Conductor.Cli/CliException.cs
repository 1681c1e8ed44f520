namespace Conductor.Cli;

/// <summary>What a person asked for cannot be done; the message says why and what to do instead.</summary>
internal sealed class CliException(string message) : Exception(message);
