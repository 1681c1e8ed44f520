using System.Collections.Frozen;

namespace Conductor.Protocol.Errors;

/// <summary>The meaning and the way out of every <see cref="ErrorCode"/>. Safe for concurrent callers.</summary>
public static class ErrorCatalog
{
    private static readonly FrozenDictionary<ErrorCode, ErrorDescription> ByCode =
        WireErrors().Concat(RequestErrors()).Concat(AnswerErrors()).Concat(ConductorErrors()).ToFrozenDictionary(entry => entry.Code);

    /// <summary>All codes in their order.</summary>
    public static IEnumerable<ErrorDescription> All => Enum.GetValues<ErrorCode>().Select(Describe);

    /// <summary>The meaning of a code.</summary>
    public static ErrorDescription Describe(ErrorCode code) => ByCode[code];

    private static ErrorDescription[] WireErrors() =>
    [
        Final(
            ErrorCode.FrameTooLong,
            "A frame is longer than this connection allows.",
            "Send less at once; Welcome tells the limit. The connection is closed."),
        Final(
            ErrorCode.FrameDamaged,
            "A frame's checksum does not fit its payload.",
            "Send CRC-32 (IEEE, reflected) of the payload. The connection is closed."),
        Final(
            ErrorCode.MessageInvalid,
            "A payload is not a message of the agreed version.",
            "Mend what the message names; docs/protocol.md has an example of every message."),
        Final(
            ErrorCode.MessageUnknown,
            "The agreed version has no message of this name.",
            "Check the name, or agree on a newer version in the handshake."),
        Final(
            ErrorCode.HandshakeExpected,
            "The first message must be Handshake, and there is only one.",
            "Connect again and send Handshake first."),
        Later(ErrorCode.HandshakeTimeout, "No handshake came in time.", "Connect again and send Handshake at once."),
        Final(
            ErrorCode.VersionUnsupported,
            "Surface and conductor have no protocol version in common.",
            "Update the older of the two; the answer names the newest version that is spoken here."),
        Final(
            ErrorCode.Unauthenticated,
            "The token (the key of a caller) is missing or wrong.",
            "Ask the conductor's operator for one, who makes it with: conductor token add NAME."),
        Final(ErrorCode.Forbidden, "The token does not allow this.", "Ask the operator for a token with the scope that the message names."),
        Final(
            ErrorCode.PeerRefused,
            "This user may not connect to the socket.",
            "Run the surface as the conductor's user, or connect over TCP with a token."),
    ];

    private static ErrorDescription[] RequestErrors() =>
    [
        Later(
            ErrorCode.TooManyConnections,
            "This peer has as many connections as it may.",
            "Close some, or share one: a connection carries any number of conversations."),
        Final(ErrorCode.TooManySubscriptions, "This surface follows as many conversations as it may.", "Unsubscribe from some first."),
        Later(ErrorCode.RateLimited, "This surface sends faster than it may.", "Wait for retry_after_ms, then go on."),
        Final(ErrorCode.PromptTooLong, "The prompt is longer than the limit.", "Shorten it; Welcome tells the limit."),
        Final(ErrorCode.ArgumentInvalid, "A field has a value that makes no sense here.", "Change what the message names."),
        Final(
            ErrorCode.ConversationNotFound,
            "There is no such conversation, or no longer.",
            "List the conversations, or begin a new one."),
        Final(
            ErrorCode.TurnNotFound,
            "There is no such turn in this conversation.",
            "Open the conversation and take a turn from its snapshot."),
        Final(
            ErrorCode.MessageNotFound,
            "There is no such message in this conversation.",
            "Open the conversation and take a message from its snapshot."),
        Final(ErrorCode.ModelNotFound, "No host has this model.", "List the models, or pull it on a host."),
        Final(ErrorCode.TurnEnded, "The turn has ended already.", "Nothing to do: its end was or will be sent."),
        Later(ErrorCode.ConversationBusy, "An answer is under way in this conversation.", "Wait for its end, or cancel it first."),
        Final(ErrorCode.ConversationFull, "The conversation is as long as it may be.", "Branch it at a later message, or begin a new one."),
    ];

    private static ErrorDescription[] AnswerErrors() =>
    [
        Later(ErrorCode.NoHost, "No host that could answer is reachable.", "Start one, or check the addresses with `conductor doctor`."),
        Final(
            ErrorCode.ContextTooLong,
            "The conversation is longer than any model at hand can read.",
            "Branch it at a later message, or choose a model with a larger context."),
        Later(ErrorCode.QueueFull, "The model's queue is full.", "Try again later, choose another model, or add a host."),
        Later(
            ErrorCode.QueueTimeout,
            "No slot became free within timeouts.queue.",
            "Try again later, choose another model, or add a host."),
        Later(
            ErrorCode.ConnectTimeout,
            "The host did not take the connection within timeouts.connect.",
            "Check that the host runs and its address is right."),
        Later(
            ErrorCode.LoadTimeout,
            "The host did not load the model within timeouts.load.",
            "Try again; if it stays so, the host has too little memory for the model."),
        Later(ErrorCode.FirstTokenTimeout, "No token came within timeouts.first-token.", "Try again, or raise the time for slow hosts."),
        Later(
            ErrorCode.IdleTimeout,
            "The host fell silent in the middle for longer than timeouts.idle.",
            "Retry the turn; what came so far is kept and marked as cut."),
        Later(
            ErrorCode.TotalTimeout,
            "The answer took longer than timeouts.total.",
            "Raise or switch off the time, or ask for less at once."),
        Final(ErrorCode.BackendRefused, "The host refused the request.", "Change what the host's own words name."),
        Later(ErrorCode.BackendFailed, "The host failed.", "Retry the turn; `conductor status` shows the hosts."),
        Later(
            ErrorCode.BackendMalformed,
            "The host sent something that is not its protocol.",
            "Check that its address is a model host and its version is supported."),
        Later(
            ErrorCode.BackendCut,
            "The host's answer broke off before its end.",
            "Retry the turn; what came so far is kept and marked as cut."),
    ];

    private static ErrorDescription[] ConductorErrors() =>
    [
        Final(ErrorCode.Unknown, "Something that this side has no name for.", "Read the message; update the surface to know the code."),
        Later(
            ErrorCode.SurfaceTooSlow,
            "The surface read so slowly that its stream was let go of.",
            "Resume where it stopped; nothing is lost."),
        Later(
            ErrorCode.NodeLost,
            "The conductor that carried the answer is gone.",
            "Connect again and resume; another node goes on with it."),
        Later(ErrorCode.Unavailable, "The conductor cannot take this just now.", "Send the same command again after retry_after_ms."),
        Later(ErrorCode.ShuttingDown, "The conductor is shutting down.", "Connect again after a moment and resume."),
        Later(
            ErrorCode.StorageFailed,
            "The journal cannot be written, so nothing is accepted.",
            "Tell the operator: the data directory is full or not writable."),
        Later(
            ErrorCode.Internal,
            "A fault of the conductor itself.",
            "Send the command again; if it stays so, report it with the conductor's log."),
    ];

    private static ErrorDescription Final(ErrorCode code, string meaning, string wayOut) => new(code, meaning, wayOut, Retryable: false);

    private static ErrorDescription Later(ErrorCode code, string meaning, string wayOut) => new(code, meaning, wayOut, Retryable: true);
}
