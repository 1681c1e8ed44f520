using Conductor.Core.Ports;

namespace Conductor.Core.Conversations;

/// <summary>Question for a conversation that is kept, made if it is not there; answered by <see cref="ConversationFound"/>.</summary>
/// <param name="Id">Its name: nil for the main one.</param>
internal sealed record FindConversation(Guid Id);

/// <summary>Where a conversation is.</summary>
internal sealed record ConversationFound(Guid Id, IActorRef Ref);

/// <summary>Order for a conversation that must be there; answered by it, or by <see cref="CommandRefused"/>.</summary>
internal sealed record ToConversation(Guid Id, ConversationCommand Command);

/// <summary>Order for the main conversation, which is made where it is not there yet.</summary>
internal sealed record ToMainConversation(ConversationCommand Command);

/// <summary>Question for a page of the conversations that are kept; answered by <see cref="KeptPage"/> or <see cref="KeptPageFailed"/>.</summary>
internal sealed record ListKept(Guid CommandId, ConversationQuery Query);

/// <summary>A page of the conversations that are kept.</summary>
internal sealed record KeptPage(Guid CommandId, ConversationPage Page);

/// <summary>The conversations cannot be listed just now.</summary>
internal sealed record KeptPageFailed(Guid CommandId, string Reason);

/// <summary>Begin a conversation; answered by <see cref="CommandAccepted"/> once that is durable.</summary>
internal sealed record BeginConversation(Guid CommandId, ConversationPlan Plan);

/// <summary>Begin a conversation as a copy of another, up to and including a message, or of all of it.</summary>
/// <param name="CommandId">The order's name, which becomes that of the conversation.</param>
/// <param name="Id">The other.</param>
/// <param name="MessageId">The message; null for all.</param>
/// <param name="Title">The title; null for the other's.</param>
internal sealed record BranchConversation(Guid CommandId, Guid Id, string? MessageId, string? Title);

/// <summary>Order to a conversation that has just begun: say so once it is durable.</summary>
internal sealed record ConfirmBegun(Guid CommandId) : ConversationCommand(CommandId);

/// <summary>A conversation says that nobody needs it in memory.</summary>
internal sealed record ConversationIdle(Guid Id);

/// <summary>Order to leave memory, unless somebody has come meanwhile; answered by its end or by <see cref="ConversationStays"/>.</summary>
internal sealed record LeaveIfIdle;

/// <summary>A conversation stays: somebody has come.</summary>
internal sealed record ConversationStays;

/// <summary>A conversation says how it stands.</summary>
internal sealed record ConversationNoted(ConversationSummary Summary, bool IsDeleted);

/// <summary>Order from a session: tell me from now on which conversations begin and which are deleted, as <see cref="DirectoryNews"/>.</summary>
internal sealed record WatchDirectory;

/// <summary>A conversation has begun, or is gone: said by it once that is durable, and told to all who watch the directory.</summary>
internal sealed record DirectoryNews(Guid Id, bool IsGone);

/// <summary>Order to take no more turns; answered by <see cref="Done"/> when the last one that runs has ended.</summary>
internal sealed record DrainConversations;
