namespace Conductor.Protocol.V2.Messages;

/// <summary>Begin a conversation, with a system prompt if one is given. <see cref="Accepted"/> names it.</summary>
public sealed record NewConversation(Guid CommandId, string? Title, string? Model, string? System) : Command(CommandId);

/// <summary>
/// Show a page of a conversation without following it: up to so many messages (1 to 200) before the message named, else the last ones.
/// Answered by <see cref="Snapshot"/>.
/// </summary>
public sealed record OpenConversation(Guid CommandId, Guid ConversationId, string? BeforeMessageId, uint Limit) : Command(CommandId);

/// <summary>Give a conversation another title, up to 200 characters.</summary>
public sealed record RenameConversation(Guid CommandId, Guid ConversationId, string Title) : Command(CommandId);

/// <summary>Delete a conversation and everything in it; a running turn is cancelled. There is no way back.</summary>
public sealed record DeleteConversation(Guid CommandId, Guid ConversationId) : Command(CommandId);

/// <summary>Begin a conversation as a copy of another up to and including a message, or of all of it.</summary>
public sealed record BranchConversation(Guid CommandId, Guid ConversationId, string? MessageId, string? Title) : Command(CommandId);

/// <summary>The conversations, last used first, so many at a time (1 to 200). Answered by <see cref="Conversations"/>.</summary>
public sealed record ListConversations(Guid CommandId, string? Cursor, uint Limit) : Command(CommandId);

/// <summary>The conversations whose title or messages hold the text, last used first. Answered by <see cref="Conversations"/>.</summary>
public sealed record SearchConversations(Guid CommandId, string Text, string? Cursor, uint Limit) : Command(CommandId);

/// <summary>Answer with this model from now on.</summary>
public sealed record UseModel(Guid CommandId, Guid ConversationId, string Model) : Command(CommandId);

/// <summary>The models that can be asked for. Answered by <see cref="Models"/>.</summary>
public sealed record ListModels(Guid CommandId) : Command(CommandId);
