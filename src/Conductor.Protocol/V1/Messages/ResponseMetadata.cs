namespace Conductor.Protocol.V1.Messages;

/// <summary>Figures of an answer. All but the nullable ones are required on the wire.</summary>
public sealed record ResponseMetadata
{
    /// <summary>No figures: zero, false and null.</summary>
    public static ResponseMetadata None { get; } = new();

    /// <summary>The model that answered.</summary>
    public string? ModelId { get; init; }

    /// <summary>Milliseconds from the prompt to the end.</summary>
    public ulong ElapsedMs { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public uint TokenCount { get; init; }

    /// <summary>Tokens per second, when there were any.</summary>
    public float? TokensPerSecond { get; init; }

    /// <summary>Tasks that the answer has started.</summary>
    public uint AgentTasksSpawned { get; init; }

    /// <summary>Files that were read.</summary>
    public uint FilesProcessed { get; init; }

    /// <summary>Bytes that were read.</summary>
    public ulong BytesProcessed { get; init; }

    /// <summary>Whether another machine was asked.</summary>
    public bool NetworkInvolved { get; init; }

    /// <summary>A word on what made it slow or heavy.</summary>
    public string? ContextHint { get; init; }
}
