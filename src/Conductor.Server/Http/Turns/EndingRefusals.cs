using Conductor.Core.Streams;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Turns;

/// <summary>Puts an ending that is not a whole answer into HTTP's terms and Ollama's words.</summary>
internal static class EndingRefusals
{
    // Two spaces, as Ollama writes it: clients look for these words.
    private const string ServerBusy = "server busy, please try again.  maximum pending requests exceeded";

    /// <summary>What a caller is told of it.</summary>
    public static Refusal Of(Ending ending) => new(StatusOf(ending), Words(ending), ending.RetryAfter);

    /// <summary>The words alone, for an answer whose status is out already.</summary>
    public static string Words(Ending ending) => ending.End switch
    {
        StreamEnd.QueueFull => ServerBusy,
        StreamEnd.CancelledByUser => ending.Detail ?? "request canceled",
        _ => ending.Detail ?? $"the answer ended early ({ending.End})",
    };

    private static int StatusOf(Ending ending) => ending.Status is >= 400 and < 600 and { } status ? status : ending.End switch
    {
        StreamEnd.BackendRefused => StatusCodes.Status400BadRequest,
        StreamEnd.BackendFailed or StreamEnd.BackendMalformed or StreamEnd.BackendCut or StreamEnd.NodeLost => StatusCodes.Status502BadGateway,
        StreamEnd.ConnectTimeout or StreamEnd.LoadTimeout or StreamEnd.FirstTokenTimeout or StreamEnd.IdleTimeout or StreamEnd.TotalTimeout =>
            StatusCodes.Status504GatewayTimeout,
        StreamEnd.QueueFull or StreamEnd.QueueTimeout or StreamEnd.ShuttingDown => StatusCodes.Status503ServiceUnavailable,
        StreamEnd.CancelledByUser or StreamEnd.SurfaceGone => StatusCodes.Status499ClientClosedRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}
