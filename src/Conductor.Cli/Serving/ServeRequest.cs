namespace Conductor.Cli.Serving;

/// <summary>What a person said to <c>conductor serve</c>.</summary>
internal sealed record ServeRequest(string? Config, string? Http, string? Socket, string[] Backends, string[] Set, bool Verbose);
