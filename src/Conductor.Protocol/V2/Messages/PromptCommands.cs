namespace Conductor.Protocol.V2.Messages;

/// <summary>What happens to a prompt that comes while an answer is under way in its conversation.</summary>
public enum PromptPolicy
{
    /// <summary>It waits for the end of the answer; the default.</summary>
    Queue,

    /// <summary>It ends the answer as cancelled and goes first.</summary>
    Interrupt,

    /// <summary>It is answered beside the other, without knowing of it.</summary>
    Parallel,
}

/// <summary>What the person asks. The model is the conversation's unless one is named; images are base64.</summary>
public sealed record Prompt(
    Guid CommandId, Guid ConversationId, string Content, string? Model, PromptPolicy Policy, ValueList<string> Images) : Command(CommandId);

/// <summary>
/// Ask a model once, outside of every conversation: for programs that keep the conversation themselves. The request is a JSON object as
/// text, in the terms of Ollama's <c>/api/chat</c>. <see cref="Accepted"/> names the turn, which is resumed and cancelled with the
/// conversation id that it gives, or the nil UUID where it gives none.
/// </summary>
public sealed record Ask(Guid CommandId, string Request) : Command(CommandId);

/// <summary>Stop the turn, wherever it is, or every turn of the conversation when none is named. What came so far is kept.</summary>
public sealed record Cancel(Guid CommandId, Guid ConversationId, Guid? TurnId) : Command(CommandId);

/// <summary>Answer the prompt of this turn once more, possibly by another model; the former answer is replaced.</summary>
public sealed record Retry(Guid CommandId, Guid ConversationId, Guid TurnId, string? Model) : Command(CommandId);

/// <summary>Replace what the person asked, drop everything after it and answer anew. To keep both, branch first.</summary>
public sealed record Edit(Guid CommandId, Guid ConversationId, string MessageId, string Content) : Command(CommandId);
