namespace Conductor.Server.Configuration;

/// <summary>One host as an operator wrote it. Unchecked.</summary>
public sealed record HostSettings
{
    /// <summary>Its name: unique.</summary>
    public required string Name { get; init; }

    /// <summary><c>ollama</c>, <c>openai</c> or <c>eliza</c>.</summary>
    public string Kind { get; init; } = "ollama";

    /// <summary>Where it is; empty for <c>eliza</c>.</summary>
    public string Url { get; init; } = "";

    /// <summary>Requests that it is given at a time, per model.</summary>
    /// <value>Default 1, as Ollama's own; from 1 to 1,024.</value>
    public int Parallel { get; init; } = 1;

    /// <summary>The key that it wants, if it wants one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The models that it has, for a server that does not list them (<c>openai</c>); empty: those that it lists.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Nobody asked for it, it is only looked for.</summary>
    public bool IsOptional { get; init; }

    /// <summary>It answers only as long as no other host has any model.</summary>
    public bool IsStandIn { get; init; }
}
