namespace Conductor.Protocol.Errors;

/// <summary>
/// What went wrong, as a name that never changes its meaning. <see cref="ErrorCatalog"/> has the meaning and the way out of each; new
/// codes may be added, which older surfaces read as <see cref="Unknown"/>.
/// </summary>
public enum ErrorCode
{
    /// <summary>A code that this side does not know.</summary>
    Unknown,

    /// <summary>A frame is longer than the limit.</summary>
    FrameTooLong,

    /// <summary>A frame's checksum is wrong.</summary>
    FrameDamaged,

    /// <summary>A payload is not a message.</summary>
    MessageInvalid,

    /// <summary>A message of a variant that this version does not have.</summary>
    MessageUnknown,

    /// <summary>A message came before the handshake, or a second handshake after it.</summary>
    HandshakeExpected,

    /// <summary>No handshake came in time.</summary>
    HandshakeTimeout,

    /// <summary>There is no common protocol version.</summary>
    VersionUnsupported,

    /// <summary>The token is missing or wrong.</summary>
    Unauthenticated,

    /// <summary>The token is right but does not allow this.</summary>
    Forbidden,

    /// <summary>The other end of the socket is not a user that may connect.</summary>
    PeerRefused,

    /// <summary>One peer has too many connections.</summary>
    TooManyConnections,

    /// <summary>A surface follows too many conversations.</summary>
    TooManySubscriptions,

    /// <summary>A surface sends faster than it may.</summary>
    RateLimited,

    /// <summary>A prompt is longer than the limit.</summary>
    PromptTooLong,

    /// <summary>A field has a value that makes no sense here.</summary>
    ArgumentInvalid,

    /// <summary>There is no such conversation.</summary>
    ConversationNotFound,

    /// <summary>There is no such turn in the conversation.</summary>
    TurnNotFound,

    /// <summary>There is no such message in the conversation.</summary>
    MessageNotFound,

    /// <summary>No host has this model.</summary>
    ModelNotFound,

    /// <summary>The turn has ended already.</summary>
    TurnEnded,

    /// <summary>An answer is under way where there may be none.</summary>
    ConversationBusy,

    /// <summary>A conversation has as many messages or bytes as it may.</summary>
    ConversationFull,

    /// <summary>No host that could answer is reachable.</summary>
    NoHost,

    /// <summary>The conversation is longer than any model at hand can read.</summary>
    ContextTooLong,

    /// <summary>The queue of the model is full.</summary>
    QueueFull,

    /// <summary>No slot became free in time.</summary>
    QueueTimeout,

    /// <summary>The host did not take the connection in time.</summary>
    ConnectTimeout,

    /// <summary>The host did not load the model in time.</summary>
    LoadTimeout,

    /// <summary>The first token did not come in time.</summary>
    FirstTokenTimeout,

    /// <summary>The host fell silent in the middle.</summary>
    IdleTimeout,

    /// <summary>The answer took longer than it may.</summary>
    TotalTimeout,

    /// <summary>The host refused the request.</summary>
    BackendRefused,

    /// <summary>The host failed.</summary>
    BackendFailed,

    /// <summary>The host sent something that is not its protocol.</summary>
    BackendMalformed,

    /// <summary>The host's answer broke off.</summary>
    BackendCut,

    /// <summary>The surface read too slowly and was let go of.</summary>
    SurfaceTooSlow,

    /// <summary>The conductor that carried the answer is gone.</summary>
    NodeLost,

    /// <summary>The conductor cannot take this just now: it is starting, or another node owns the conversation.</summary>
    Unavailable,

    /// <summary>The conductor is shutting down.</summary>
    ShuttingDown,

    /// <summary>The journal cannot be written.</summary>
    StorageFailed,

    /// <summary>A fault of the conductor itself.</summary>
    Internal,
}
