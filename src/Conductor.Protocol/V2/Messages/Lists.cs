namespace Conductor.Protocol.V2.Messages;

/// <summary>A conversation as it stands in a list. Times in milliseconds since 1970-01-01 UTC.</summary>
/// <param name="ConversationId">Its id.</param>
/// <param name="Title">Its title; null until it has one.</param>
/// <param name="Model">The model that answers; null for the default one.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When something last happened in it.</param>
/// <param name="MessageCount">How many messages it has.</param>
/// <param name="Running">How many turns run in it.</param>
/// <param name="Seq">The number of its last event.</param>
public sealed record ConversationSummary(
    Guid ConversationId, string? Title, string? Model, ulong CreatedAt, ulong UpdatedAt, uint MessageCount, uint Running, ulong Seq);

/// <summary>A page of conversations; the cursor asks for the next one and is null on the last.</summary>
public sealed record Conversations(Guid CommandId, ValueList<ConversationSummary> Page, string? Cursor) : ServerMessage;

/// <summary>A model that can be asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hosts">The hosts that have it.</param>
/// <param name="Loaded">Whether one of them has it in memory.</param>
/// <param name="ContextLength">Tokens that it can read; null when unknown.</param>
/// <param name="Abilities">What else it can do, such as "tools", "vision" or "thinking".</param>
public sealed record ModelInfo(string Name, ValueList<string> Hosts, bool Loaded, uint? ContextLength, ValueList<string> Abilities);

/// <summary>The models that can be asked for, by name.</summary>
public sealed record Models(Guid CommandId, ValueList<ModelInfo> All) : ServerMessage;
