using Conductor.Core.Streams;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Terminal;

/// <summary>Why an answer is not whole, for people.</summary>
internal static class EndWords
{
    /// <summary>The same for an answer that did not come over the native protocol, whose words for it are the same.</summary>
    public static string Of(StreamEnd end) => Of(Enum.TryParse<EndReason>(end.ToString(), out var reason) ? reason : EndReason.Unknown);

    /// <summary>A few words that can follow "the answer ended early:".</summary>
    public static string Of(EndReason reason) => reason switch
    {
        EndReason.CancelledByUser => "it was stopped",
        EndReason.LengthLimit => "it reached the longest length",
        EndReason.SurfaceGone => "nobody was there to read it",
        EndReason.SurfaceTooSlow => "it was read too slowly",
        EndReason.QueueFull => "too many were waiting",
        EndReason.QueueTimeout => "it waited too long for its turn",
        EndReason.ConnectTimeout => "the host could not be reached in time",
        EndReason.LoadTimeout => "the model was not loaded in time",
        EndReason.FirstTokenTimeout => "no first word came in time",
        EndReason.IdleTimeout => "the host fell silent",
        EndReason.TotalTimeout => "it took longer than it may",
        EndReason.BackendRefused => "the host refused it",
        EndReason.BackendFailed => "the host failed",
        EndReason.BackendMalformed => "the host sent something that is no answer",
        EndReason.BackendCut => "the host broke off",
        EndReason.NodeLost => "the conductor was interrupted",
        EndReason.ShuttingDown => "the conductor was shutting down",
        _ => "nobody knows why",
    };
}
