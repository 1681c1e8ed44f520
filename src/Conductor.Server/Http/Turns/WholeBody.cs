using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Turns;

/// <summary>
/// The body of an answer that is sent as one JSON object. What is short goes out with its length, what is long in pieces as the
/// connection takes it. For one caller at a time.
/// </summary>
internal sealed class WholeBody(HttpContext context, int status = StatusCodes.Status200OK) : IDisposable
{
    private const int PieceBytes = 32 * 1024;

    private bool _begun;

    /// <summary>Where it is written.</summary>
    public OutputBuffer Output { get; } = new();

    /// <summary>Writes all entries of one kind as the inside of a JSON string, straight from the log.</summary>
    /// <param name="log">The log, which has ended.</param>
    /// <param name="after">The entry to begin behind.</param>
    /// <param name="kind">The kind.</param>
    public async ValueTask WriteTextAsync(ResponseLog log, long after, EntryKind kind)
    {
        using var reader = log.OpenReader(after);
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind != kind)
                continue;
            GoText.Write(Output, entry.Utf8.Span);
            await RelieveAsync();
        }
    }

    /// <summary>Sends what there is if it is much.</summary>
    public ValueTask RelieveAsync() => Output.Length >= PieceBytes ? SendAsync() : default;

    /// <summary>Sends the rest.</summary>
    public ValueTask FinishAsync()
    {
        if (!_begun)
            context.Response.ContentLength = Output.Length;
        return SendAsync();
    }

    public void Dispose() => Output.Dispose();

    private async ValueTask SendAsync()
    {
        if (!_begun)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType ??= "application/json; charset=utf-8";
            _begun = true;
        }
        await context.Response.BodyWriter.WriteAsync(Output.Written, CancellationToken.None);
        Output.Clear();
    }
}
