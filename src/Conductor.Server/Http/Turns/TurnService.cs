using System.Diagnostics;
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;
using Conductor.Server.Http.Ollama;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Turns;

/// <summary>
/// Serves every route that asks a model something: reads the request, starts the turn, waits until it is clear whether there is an
/// answer, and only then begins one. Safe for concurrent callers.
/// </summary>
internal sealed class TurnService(IConductor conductor, HttpOptions options, TimeProvider time)
{
    // A batch goes out when nothing more is there, or when it has this size.
    private const int BatchBytes = 32 * 1024;

    private readonly Unloading _unloading = new(conductor, options, time);

    /// <summary>The handler of a route.</summary>
    public RequestDelegate For(CallReader reader) => context => ServeAsync(context, reader);

    private async Task ServeAsync(HttpContext context, CallReader reader)
    {
        var (body, refusal) = await RequestBody.ReadAsync(context, options.MaxRequestBytes);
        if (refusal is null && RequestBody.TryParse(body, out var document, out refusal)
            && CallerHints.TryRead(context, out var hints, out refusal) && reader.TryRead(context, document.RootElement, out var call, out refusal))
            await AnswerAsync(context, call, hints, reader);
        else
            await reader.RefuseAsync(context, refusal!);
    }

    private async Task AnswerAsync(HttpContext context, Call call, CallerHints hints, CallReader reader)
    {
        if (Unloading.IsMeantBy(call.Request))
            await _unloading.TellAllAsync(call.Request.Model, context.RequestAborted);
        // Vectors are no words, and to load a model is to say nothing.
        var isSaid = !call.Request.IsEmbedding && (call.Request.Messages.Count > 0 || call.Request.Prompt.Length > 0);
        var order = new StartTurn(TurnId.New(time), Traced(call.Request, context.Request.Headers), Caller.Of(context)) { Task = hints.Task ?? reader.Kind, Priority = hints.Priority, Conversation = isSaid ? hints.Conversation : null };
        if (order.Conversation is { } conversation)
        {
            context.Response.Headers[CallerHints.ConversationHeader] = conversation.ToString("D");
            context.Response.Headers[CallerHints.TurnHeader] = order.Turn.ToString();
        }
        using var turn = await CallerTurn.StartAsync(conductor, order, call.Stream ? WakeFor.Content : WakeFor.End, hints.GoesOnAlone && isSaid, context.RequestAborted);
        if (turn is null)
            return;
        using var heartbeat = call.Stream ? new Heartbeat(options, turn.Signal, time) : null;
        var (news, first) = await turn.NextAsync(heartbeat);
        if (news == TurnNews.Gone)
            return;
        var naming = new AnswerNaming(call.Request.Model, call.Form, conductor.Fleet.Names);
        if (heartbeat is not null && (news == TurnNews.Silence || (first.Ending is not { IsWhole: false } && !call.Form.IsWholeFrom(first))))
            await StreamAsync(context, turn, (news, first), call.Form, naming, heartbeat);
        else
            await CollectAsync(context, turn, first, call.Form, naming, reader);
    }

    // A span that the server has begun has the caller's for its parent. One that the server makes for its log alone comes from no source and is seen by
    // nobody: then it is the caller's own that the turn belongs to.
    private static ModelRequest Traced(ModelRequest request, IHeaderDictionary headers)
    {
        if (Activity.Current is { Source.Name.Length: > 0 } span)
            return request with { Trace = TraceContext.Of(span) };
        return headers.TraceParent is [{ Length: > 0 } parent]
            ? request with { Trace = new TraceContext(parent, headers.TraceState is [{ Length: > 0 } state] ? state : null) }
            : request;
    }

    private static async Task CollectAsync(HttpContext context, CallerTurn turn, LogEntry first, AnswerForm form, AnswerNaming naming, CallReader reader)
    {
        if (await AnswerSummary.ReadAsync(turn, first) is not { } answer)
            return;
        turn.Route.WriteTo(context.Response.Headers);
        if (!answer.Ending.IsWhole)
        {
            await reader.RefuseAsync(context, EndingRefusals.Of(answer.Ending));
            return;
        }
        naming.See(turn.Route.Model);
        await form.WriteWholeAsync(context, turn.Log, answer);
    }

    private async Task StreamAsync(
        HttpContext context, CallerTurn turn, (TurnNews News, LogEntry Entry) next, AnswerForm form, AnswerNaming naming, Heartbeat heartbeat)
    {
        turn.Route.WriteTo(context.Response.Headers);
        using var body = StreamedBody.Begin(context, form.StreamType, time);
        var stream = new AnswerStream(turn, form, body);
        for (; next.News != TurnNews.Gone; next = await turn.NextAsync(heartbeat))
        {
            if (next.News == TurnNews.Silence)
                form.WriteHeartbeat(body.Output, turn.Route.Last);
            else
                TakeBatch(stream, turn, next.Entry, form, naming, body);
            heartbeat.Said();
            if (stream.HasEnded)
            {
                await stream.EndAsync();
                return;
            }
            if (!await body.FlushAsync())
                return;
        }
    }

    private static void TakeBatch(AnswerStream stream, CallerTurn turn, LogEntry entry, AnswerForm form, AnswerNaming naming, StreamedBody body)
    {
        naming.See(turn.Route.Model);
        form.Stamp();
        do
            stream.Take(entry);
        while (!stream.HasEnded && body.Batched < BatchBytes && turn.TryRead(out entry));
    }
}
