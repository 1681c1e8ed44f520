namespace Conductor.Protocol.V1.Messages;

/// <summary>A whole message of the conversation.</summary>
public sealed record Message(string Id, Role Role, string Content, ContentType ContentType = default) : ConductorMessage;

/// <summary>The next piece of an answer, in order; the text may be empty.</summary>
public sealed record Token(string MessageId, string Text) : ConductorMessage;

/// <summary>The answer is whole.</summary>
public sealed record StreamEnd(string MessageId, string FinalContent, ResponseMetadata Metadata) : ConductorMessage;

/// <summary>The answer will not come, or no more of it; the error is a sentence for a person.</summary>
public sealed record StreamError(string MessageId, string Error) : ConductorMessage;
