using Conductor.Protocol.Errors;

namespace Conductor.Protocol.V2.Messages;

/// <summary>What a connection may do. Sizes in bytes, times in milliseconds.</summary>
/// <param name="MaxFrame">Longest payload of a frame.</param>
/// <param name="MaxPrompt">Longest prompt.</param>
/// <param name="MaxSubscriptions">Conversations that one surface may follow.</param>
/// <param name="MaxCredit">Credit that a surface may have open.</param>
/// <param name="MessagesPerSecond">Messages per second that a surface may send in the long run.</param>
/// <param name="Burst">Messages that it may send at once.</param>
/// <param name="PingIntervalMs">Silence after which Conductor pings; three pings without an answer close the connection.</param>
/// <param name="RetainMs">How long the entries of a finished turn can be resumed; after that the answer comes whole.</param>
public sealed record Limits(
    uint MaxFrame, uint MaxPrompt, uint MaxSubscriptions, uint MaxCredit, uint MessagesPerSecond, uint Burst, uint PingIntervalMs, uint RetainMs);

/// <summary>The first message of version 2: whom the surface speaks to, what it may do, and which conversation to begin with.</summary>
public sealed record Welcome(string SessionId, string Server, Guid ConversationId, string? Model, Limits Limits) : ServerMessage;

/// <summary>
/// The order is accepted and will not be lost, or had been accepted already. It names what it made or concerns: the conversation, the
/// turn, and the number of the event that holds it.
/// </summary>
public sealed record Accepted(Guid CommandId, Guid? ConversationId, Guid? TurnId, ulong? Seq, bool Duplicate) : ServerMessage;

/// <summary>Something went wrong: with an order when it names one, with the connection otherwise.</summary>
/// <param name="CommandId">The order that is refused.</param>
/// <param name="ConversationId">The conversation it concerns.</param>
/// <param name="TurnId">The turn it concerns.</param>
/// <param name="Code">What went wrong, for programs.</param>
/// <param name="Message">One sentence for a person that names the thing.</param>
/// <param name="Retryable">Whether the same order may succeed later without any change.</param>
/// <param name="RetryAfterMs">How many milliseconds to wait before that.</param>
/// <param name="WayOut">One sentence: what to do about it.</param>
public sealed record Error(
    Guid? CommandId, Guid? ConversationId, Guid? TurnId, ErrorCode Code, string Message, bool Retryable, ulong? RetryAfterMs, string WayOut)
    : ServerMessage
{
    /// <summary>An error with the words of the catalog, and a message of its own if one is given.</summary>
    public static Error Of(ErrorCode code, string? message = null, Guid? commandId = null)
    {
        var description = ErrorCatalog.Describe(code);
        return new Error(commandId, null, null, code, message ?? description.Meaning, description.Retryable, null, description.WayOut);
    }
}

/// <summary>
/// This connection will be closed soon. Connect again after so many milliseconds, at the address if there is one, and resume. Orders
/// that are not answered yet are to be sent again there.
/// </summary>
public sealed record GoAway(string Reason, uint ReconnectAfterMs, string? Address) : ServerMessage;

/// <summary><c>Ping</c>: is the surface alive? To be answered by <see cref="SurfacePong"/> with the same number.</summary>
public sealed record ConductorPing(ulong Seq) : ServerMessage;

/// <summary><c>Pong</c>: the answer to <see cref="SurfacePing"/> with the same number.</summary>
public sealed record ConductorPong(ulong Seq) : ServerMessage;
