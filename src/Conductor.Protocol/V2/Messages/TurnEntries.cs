using Conductor.Protocol.Avatar;
using Conductor.Protocol.Errors;

namespace Conductor.Protocol.V2.Messages;

/// <summary>More of the answer.</summary>
public sealed record Text(Guid TurnId, ulong Seq, ulong? From, string Content) : TurnEntry(TurnId, Seq, From);

/// <summary>More of the model's reasoning.</summary>
public sealed record Thinking(Guid TurnId, ulong Seq, ulong? From, string Content) : TurnEntry(TurnId, Seq, From);

/// <summary>The model calls a tool; the arguments are a JSON object as text.</summary>
public sealed record ToolCall(Guid TurnId, ulong Seq, ulong? From, string Name, string Arguments) : TurnEntry(TurnId, Seq, From);

/// <summary>What a turn is doing before its first token. New stages may be added, which older surfaces read as <see cref="Unknown"/>.</summary>
public enum TurnStage
{
    /// <summary>A stage that this side does not know.</summary>
    Unknown,

    /// <summary>A host was chosen.</summary>
    Routed,

    /// <summary>Waiting for a slot, behind so many others.</summary>
    Queued,

    /// <summary>The host was asked.</summary>
    Started,

    /// <summary>The host loads the model.</summary>
    Loading,

    /// <summary>The host reads the prompt.</summary>
    Prefill,

    /// <summary>A host failed before its first token; the next is asked.</summary>
    Retrying,
}

/// <summary>Where a turn stands.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Seq">The number of the entry.</param>
/// <param name="From">The number of the first entry that this message stands for, when there are several.</param>
/// <param name="Stage">The stage that begins.</param>
/// <param name="Host">The host it is at.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Position">Turns ahead of it in the queue, from 0.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record Status(
    Guid TurnId, ulong Seq, ulong? From, TurnStage Stage, string? Host, string? Model, uint? Position, string? Reason)
    : TurnEntry(TurnId, Seq, From);

/// <summary>
/// Everything said so far in this turn is void, its text, reasoning and tool calls; the entries after this one begin the answer anew,
/// as the attempt with this number.
/// </summary>
public sealed record Restarted(Guid TurnId, ulong Seq, ulong? From, uint Attempt, string? Reason) : TurnEntry(TurnId, Seq, From);

/// <summary>What the answer cost, as its host counted; 0 where it did not say. Times in microseconds.</summary>
public sealed record Usage(
    Guid TurnId, ulong Seq, ulong? From, uint PromptTokens, uint AnswerTokens, ulong LoadUs, ulong PromptUs, ulong AnswerUs, ulong TotalUs)
    : TurnEntry(TurnId, Seq, From);

/// <summary>The last entry of every turn: how it ended. When it did not end well, the code and one sentence say why.</summary>
public sealed record End(Guid TurnId, ulong Seq, ulong? From, EndReason Reason, ErrorCode? Code, string? Message) : TurnEntry(TurnId, Seq, From);

/// <summary>
/// All of a turn up to and including the entry with this number: replaces what a surface has of it. The end is there when it has ended;
/// else the entries after this one follow.
/// </summary>
public sealed record TurnSnapshot(Guid TurnId, ulong Seq, uint Attempt, string Content, string? Thinking, EndReason? End) : ServerMessage;

/// <summary>
/// What the model wants the avatar to do, for surfaces that have one. Not numbered: a gesture that was missed is not made up for.
/// </summary>
public sealed record Avatar(Guid TurnId, AvatarDirective Directive) : ServerMessage;
