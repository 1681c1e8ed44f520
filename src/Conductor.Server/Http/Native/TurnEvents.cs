using Conductor.Core.Conducting;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;
using Conductor.Server.Http.Ollama;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Native;

/// <summary>
/// One turn's entries over HTTP, at <c>GET /conductor/v1/turns/{id}?after=n</c>: events of the native protocol as server-sent events, from any
/// place on, of an answer that runs or has ended. Behind it is a surface in this process, so that both ways give the same.
/// </summary>
internal sealed class TurnEvents(IConductor conductor, TimeProvider time)
{
    /// <summary>Where turns are.</summary>
    public const string Prefix = "/conductor/v1/turns/";

    // Shorter than what proxies wait for.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public async Task ServeAsync(HttpContext context, string path)
    {
        if (!Guid.TryParse(path[Prefix.Length..], out var turn))
            await RefuseAsync(context, StatusCodes.Status404NotFound, "a turn's name is a UUID");
        else if (TurnPlace.Read(context.Request) is not { } place)
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "after, attempt and Last-Event-ID are numbers, conversation is a UUID");
        else
            await ServeAsync(context, new Resume(Guid.CreateVersion7(), place.Conversation, new TurnPosition(turn, place.Attempt, place.After), Delivery.Of(DeliveryMode.Token), null));
    }

    private async Task ServeAsync(HttpContext context, Resume resume)
    {
        var cancel = context.RequestAborted;
        try
        {
            await using var link = await conductor.SurfaceDialer().DialAsync(cancel);
            var hello = new Handshake("turn", 2, SurfaceType.Of(SurfaceKind.Headless), SurfaceCapabilities.Headless, null);
            await link.ShakeHandsAsync(hello, cancel);
            await link.SendAsync(resume, cancel);
            if (await AnswerAsync(link, resume, cancel) is Error refusal)
                await RefuseAsync(context, refusal);
            else
                await StreamAsync(context, link, resume.Position, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The reader is gone; it may come back with the number that it had last.
        }
        catch (IOException full)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, full.Message);
        }
    }

    private static async Task<ServerMessage?> AnswerAsync(ISurfaceLink link, Resume resume, CancellationToken cancel)
    {
        while (await link.ReceiveAsync(cancel) is { } message)
            if (message is Accepted or Error { CommandId: not null })
                return message;
        throw new IOException($"The conductor ended before turn {resume.Position.TurnId} was found.");
    }

    private async Task StreamAsync(HttpContext context, ISurfaceLink link, TurnPosition from, CancellationToken cancel)
    {
        context.Response.Headers.CacheControl = "no-store";
        using var events = new TurnEventWriter(context, time, from.Attempt);
        var next = link.ReceiveAsync(cancel).AsTask();
        while (true)
        {
            if (!await ComesWithinAsync(next))
            {
                if (!await events.BeatAsync())
                    return;
                continue;
            }
            var message = await next;
            if (message is null)
            {
                await events.CutAsync();
                return;
            }
            if (!await events.WriteAsync(message))
                return;
            if (message is End or TurnSnapshot { End: not null })
            {
                await events.FinishAsync();
                return;
            }
            next = link.ReceiveAsync(cancel).AsTask();
        }
    }

    private async Task<bool> ComesWithinAsync(Task next)
    {
        if (next.IsCompleted)
            return true;
        using var enough = new CancellationTokenSource();
        var silence = Task.Delay(Silence, time, enough.Token);
        var first = await Task.WhenAny(next, silence);
        await enough.CancelAsync();
        return first == next;
    }

    // A browser that has read to the end comes again, as it does whenever a stream ends; this is how it is told to stop.
    private static Task RefuseAsync(HttpContext context, Error error)
    {
        if (error.Code == ErrorCode.TurnEnded)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        var status = error.Code is ErrorCode.TurnNotFound or ErrorCode.ConversationNotFound ? StatusCodes.Status404NotFound
            : error.Retryable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest;
        return RefuseAsync(context, status, $"{error.Message} {error.WayOut}");
    }

    private static Task RefuseAsync(HttpContext context, int status, string words) =>
        context.Response.HasStarted ? Task.CompletedTask : OllamaErrors.WriteAsync(context, new Refusal(status, words));
}
