using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Store;

/// <summary>
/// Passes a host's reply on as it comes, line by line and never faster than the caller takes it. The line that says that something is done waits until the
/// fleet knows of it: clients use what they have just pulled at once.
/// </summary>
internal sealed class HostRelay(HttpContext context, HostReply reply, string host, Func<Task> settle, TimeProvider time)
{
    private const int ReadBytes = 16 * 1024;
    // A line of progress is some hundred bytes; what is longer is passed on in pieces.
    private const int LongestLine = 64 * 1024;

    /// <summary>Passes it on to its end, or until either side is gone.</summary>
    public async Task RunAsync()
    {
        context.Response.Headers["X-Conductor-Host"] = Uri.EscapeDataString(host);
        using var held = new OutputBuffer(ReadBytes);
        if (!await ReadAsync(held))
        {
            await FinishEmptyAsync();
            return;
        }
        using var body = StreamedBody.Begin(context, reply.ContentType ?? "application/json; charset=utf-8", time, reply.Status);
        try
        {
            do
            {
                await MoveLinesAsync(held, body);
                if (body.Batched > 0 && !await body.FlushAsync())
                    return;
            }
            while (await ReadAsync(held));
            await SettleAsync();
            body.Output.Raw(held.Written.Span);
            await body.FinishAsync();
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException or InvalidDataException)
        {
            await BreakOffAsync(held, body);
        }
    }

    // Nobody needs to hear of it who has just left.
    private async ValueTask<bool> ReadAsync(OutputBuffer held)
    {
        var read = await reply.Body.ReadAsync(held.GetMemory(ReadBytes), context.RequestAborted);
        held.Advance(read);
        return read > 0;
    }

    private async ValueTask MoveLinesAsync(OutputBuffer held, StreamedBody body)
    {
        var whole = held.Written.Span.LastIndexOf((byte)'\n') + 1;
        if (whole == 0 && held.Length < LongestLine)
            return;
        if (whole == 0)
            whole = held.Length;
        if (held.Written.Span[..whole].IndexOf("\"success\""u8) >= 0)
            await SettleAsync();
        body.Output.Raw(held.Written.Span[..whole]);
        held.Drop(whole);
    }

    private Task SettleAsync() => reply.IsGood ? settle() : Task.CompletedTask;

    private async Task FinishEmptyAsync()
    {
        await SettleAsync();
        context.Response.StatusCode = reply.Status;
        // HEAD and those without a body say nothing about its length by themselves.
        if (!HttpMethods.IsHead(context.Request.Method))
            context.Response.ContentLength = 0;
    }

    private static async Task BreakOffAsync(OutputBuffer held, StreamedBody body)
    {
        body.Output.Raw(held.Written.Span);
        if (held.Length > 0)
            body.Output.Raw("\n"u8);
        body.Output.Raw("{\"error\":"u8);
        GoText.WriteQuoted(body.Output, EndingRefusals.Words(new Ending(StreamEnd.BackendCut, "the host broke off in the middle of its answer")));
        body.Output.Raw("}\n"u8);
        await body.CutAsync();
    }
}
