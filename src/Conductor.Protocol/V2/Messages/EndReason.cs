namespace Conductor.Protocol.V2.Messages;

/// <summary>How an answer ended, and by whose doing. New reasons may be added, which older surfaces read as <see cref="Unknown"/>.</summary>
public enum EndReason
{
    /// <summary>A reason that this side does not know: the answer is not to be taken for whole.</summary>
    Unknown,

    /// <summary>The model said that it was done.</summary>
    Completed,

    /// <summary>The model stopped at its length limit.</summary>
    LengthLimit,

    /// <summary>Somebody asked for it to stop.</summary>
    CancelledByUser,

    /// <summary>Whoever asked is gone, and nobody else was reading.</summary>
    SurfaceGone,

    /// <summary>This surface read too slowly; the answer itself goes on and can be resumed.</summary>
    SurfaceTooSlow,

    /// <summary>The model's queue was full.</summary>
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

    /// <summary>The conductor that carried the answer is gone.</summary>
    NodeLost,

    /// <summary>The conductor is shutting down.</summary>
    ShuttingDown,
}
