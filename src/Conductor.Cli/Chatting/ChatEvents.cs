using Conductor.Client;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Chatting;

/// <summary>Something that a chat has to see to.</summary>
internal abstract record ChatEvent;

/// <summary>The person typed a line; null at the end of the input.</summary>
internal sealed record LineTyped(string? Line) : ChatEvent;

/// <summary>The person pressed Ctrl-C.</summary>
internal sealed record Interrupted : ChatEvent;

/// <summary>Something happened in the conversation that is followed.</summary>
internal sealed record Happened(Guid Conversation, ServerMessage Message) : ChatEvent;

/// <summary>The conversation cannot be followed any more.</summary>
internal sealed record FollowingEnded(Guid Conversation, ConductorException Reason) : ChatEvent;

/// <summary>The connection is in another state.</summary>
internal sealed record ConnectionMoved(ConnectionState State) : ChatEvent;

/// <summary>An answer is shown to its end.</summary>
internal sealed record AnswerShown(Guid Turn, EndReason End, ConductorException? Failure) : ChatEvent;
