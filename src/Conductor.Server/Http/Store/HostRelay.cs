using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Store;

/// <summary>
/// Passes the replies of hosts on as they come, line by line and never faster than the caller takes it. The line that says that something is done waits until the
/// fleet knows of it: clients use what they have just pulled at once.
/// </summary>
/// <param name="context">The caller.</param>
/// <param name="settle">Lets the fleet know what a host has now.</param>
/// <param name="time">The time.</param>
internal sealed class HostRelay(HttpContext context, Func<string, Task> settle, TimeProvider time) : IDisposable
{
    private const int ReadBytes = 16 * 1024;
    // A line of progress is some hundred bytes; what is longer is passed on in pieces.
    private const int LongestLine = 64 * 1024;

    private readonly OutputBuffer _held = new(ReadBytes);
    private StreamedBody? _body;

    /// <summary>Passes one on to its end, or until either side is gone.</summary>
    /// <param name="reply">What the host says.</param>
    /// <param name="host">The host's name.</param>
    /// <param name="next">The host that is asked if this one has no room for it; null for none: then that is what the caller is told.</param>
    /// <returns>False when the next one is to be asked.</returns>
    public async Task<bool> PassOnAsync(HostReply reply, string host, string? next)
    {
        _held.Clear();
        if (_body is null)
            context.Response.Headers["X-Conductor-Host"] = Uri.EscapeDataString(host);
        if (!await ReadAsync(reply))
        {
            await FinishEmptyAsync(reply, host);
            return true;
        }
        try
        {
            do
            {
                if (await MoveLinesAsync(reply, host, next) is { } noRoom)
                    return await GoOnAsync(noRoom, host, next!);
                if (_body is { Batched: > 0 } && !await _body.FlushAsync())
                    return true;
            }
            while (await ReadAsync(reply));
            if (next is not null && NoRoom.In(_held.Written.Span, out _) is { } words)
                return await GoOnAsync(words, host, next);
            await SettleAsync(reply, host);
            Body(reply).Output.Raw(_held.Written.Span);
            await Body(reply).FinishAsync();
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException or InvalidDataException)
        {
            await BreakOffAsync(Body(reply), "the host broke off in the middle of its answer");
        }
        return true;
    }

    /// <summary>Ends an answer that has begun and cannot be gone on with.</summary>
    /// <returns>False when none has begun: then the caller can be told in the usual way.</returns>
    public async Task<bool> TryBreakOffAsync(Ending problem)
    {
        if (_body is null)
            return false;
        _held.Clear();
        await BreakOffAsync(_body, EndingRefusals.Words(problem));
        return true;
    }

    public void Dispose()
    {
        _held.Dispose();
        _body?.Dispose();
    }

    // Nobody needs to hear of it who has just left.
    private async ValueTask<bool> ReadAsync(HostReply reply)
    {
        var read = await reply.Body.ReadAsync(_held.GetMemory(ReadBytes), context.RequestAborted);
        _held.Advance(read);
        return read > 0;
    }

    // Returns the host's words where it says that it has no room, and another may have: then they are not passed on.
    private async ValueTask<string?> MoveLinesAsync(HostReply reply, string host, string? next)
    {
        var whole = _held.Written.Span.LastIndexOf((byte)'\n') + 1;
        if (whole == 0 && _held.Length < LongestLine)
            return null;
        if (whole == 0)
            whole = _held.Length;
        var before = 0;
        var noRoom = next is null ? null : NoRoom.In(_held.Written.Span[..whole], out before);
        if (noRoom is not null)
            whole = before;
        if (whole == 0)
            return noRoom;
        if (_held.Written.Span[..whole].IndexOf("\"success\""u8) >= 0)
            await SettleAsync(reply, host);
        Body(reply).Output.Raw(_held.Written.Span[..whole]);
        _held.Drop(whole);
        return noRoom;
    }

    // A caller who has seen progress sees where it goes on; one who has not need not know.
    private async Task<bool> GoOnAsync(string noRoom, string host, string next)
    {
        if (_body is null)
            return false;
        _body.Output.Raw("{\"status\":"u8);
        GoText.WriteQuoted(_body.Output, $"{host} has no room ({noRoom}); going on with {next}");
        _body.Output.Raw("}\n"u8);
        return !await _body.FlushAsync();
    }

    private StreamedBody Body(HostReply reply) => _body ??= StreamedBody.Begin(context, reply.ContentType ?? "application/json; charset=utf-8", time, reply.Status);

    private Task SettleAsync(HostReply reply, string host) => reply.IsGood ? settle(host) : Task.CompletedTask;

    private async Task FinishEmptyAsync(HostReply reply, string host)
    {
        await SettleAsync(reply, host);
        if (await TryBreakOffAsync(new Ending(StreamEnd.BackendCut, "the host said nothing")))
            return;
        context.Response.StatusCode = reply.Status;
        // HEAD and those without a body say nothing about its length by themselves.
        if (!HttpMethods.IsHead(context.Request.Method))
            context.Response.ContentLength = 0;
    }

    private async Task BreakOffAsync(StreamedBody body, string words)
    {
        body.Output.Raw(_held.Written.Span);
        if (_held.Length > 0)
            body.Output.Raw("\n"u8);
        body.Output.Raw("{\"error\":"u8);
        GoText.WriteQuoted(body.Output, EndingRefusals.Words(new Ending(StreamEnd.BackendCut, words)));
        body.Output.Raw("}\n"u8);
        await body.CutAsync();
    }
}
