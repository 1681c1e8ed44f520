namespace Conductor.Core.Streams;

/// <summary>How an answer ended, and by whose doing. Every answer ends exactly once with one of these.</summary>
public enum StreamEnd
{
    /// <summary>The model said that it was done.</summary>
    Completed,

    /// <summary>The model stopped at its length limit: what there is, is right, but it is not all.</summary>
    LengthLimit,

    /// <summary>A person or a program asked for the answer to stop.</summary>
    CancelledByUser,

    /// <summary>Whoever asked is gone, and nobody else was reading.</summary>
    SurfaceGone,

    /// <summary>The reader stayed further behind than its allowance. Only this reader's view ends so; the answer itself goes on.</summary>
    SurfaceTooSlow,

    /// <summary>The queue of the model was full.</summary>
    QueueFull,

    /// <summary>No slot became free within <c>timeouts.queue</c>.</summary>
    QueueTimeout,

    /// <summary>The host did not take the connection within <c>timeouts.connect</c>.</summary>
    ConnectTimeout,

    /// <summary>The host did not finish loading the model within <c>timeouts.load</c>.</summary>
    LoadTimeout,

    /// <summary>The host sent no first token within <c>timeouts.first-token</c>.</summary>
    FirstTokenTimeout,

    /// <summary>The host fell silent in the middle for longer than <c>timeouts.idle</c>.</summary>
    IdleTimeout,

    /// <summary>The answer took longer than <c>timeouts.total</c>.</summary>
    TotalTimeout,

    /// <summary>The host refused the request (a 4xx): asking again in the same words is pointless.</summary>
    BackendRefused,

    /// <summary>The host failed (unreachable, a 5xx, an error in the middle of its answer).</summary>
    BackendFailed,

    /// <summary>The host sent something that is not its protocol.</summary>
    BackendMalformed,

    /// <summary>The host's answer broke off without its proper end.</summary>
    BackendCut,

    /// <summary>The conductor that carried the answer is gone.</summary>
    NodeLost,

    /// <summary>Conductor is shutting down and the answer did not end in time.</summary>
    ShuttingDown,
}
