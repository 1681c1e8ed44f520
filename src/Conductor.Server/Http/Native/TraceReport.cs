using Conductor.Core.Tracing;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Telemetry.Following;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Native;

/// <summary>
/// Serves <c>/conductor/v1/trace</c>: steps of turns, each as a line of JSON the moment it happens. Plain, those of all turns that begin from now on, until the
/// caller leaves. With <c>?turn=ID</c> (the end of one is enough), all of that turn, from its beginning to its end, running or over; one that there is not
/// yet is waited for. With <c>?recent=true</c>, what is remembered of the last turns, and no more. No words of a prompt or an answer are in it.
/// </summary>
internal sealed class TraceReport(TurnDiary diary, TimeProvider time)
{
    /// <summary>Callers who may follow at a time.</summary>
    public const int MostFollowers = 16;

    private int _followers;

    public async Task WriteAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _followers) > MostFollowers)
                await OllamaErrors.WriteAsync(context, new Refusal(StatusCodes.Status503ServiceUnavailable, $"{MostFollowers} follow turns already; let one of them go first"));
            else
                await WriteStepsAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _followers);
        }
    }

    private async Task WriteStepsAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        await using var lines = new StepLines(context.Response.BodyWriter, context.RequestAborted);
        if (context.Request.Query.ContainsKey("recent"))
            foreach (var step in diary.Turns.SelectMany(turn => turn.Steps))
                await lines.WriteAsync(step);
        else if (context.Request.Query["turn"] is [{ Length: > 0 } wanted, ..])
            await FollowAsync(context, wanted, lines);
        else
            await FollowAllAsync(context, lines);
    }

    private async Task FollowAllAsync(HttpContext context, StepLines lines)
    {
        using var follower = new TurnFollower(diary);
        // Whoever reads the headers may begin a turn: it is heard.
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await foreach (var step in follower.Steps.ReadAllAsync(context.RequestAborted))
            await lines.WriteAsync(step, follower.Missed);
    }

    private async Task FollowAsync(HttpContext context, string wanted, StepLines lines)
    {
        using var follower = new TurnFollower(diary);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        TurnRecord? known = null;
        known = diary.Turns.LastOrDefault(turn => Is(turn.Turn.ToString()));
        var last = 0;
        foreach (var step in known?.Steps ?? [])
            await WriteAsync(step);
        var progress = new TurnProgress(time);
        while (known is not { IsOver: true } || last < known.Steps.Count)
        {
            // What is read of its steps may come a second time from the follower; the number tells.
            while (follower.Steps.TryRead(out var step))
                if (Is(step.Turn) && step.Number > last)
                    await WriteAsync(step);
            known ??= diary.Turns.LastOrDefault(turn => Is(turn.Turn.ToString()));
            if (known is { IsOver: true } && last >= known.Steps.Count)
                return;
            if (known is not null && progress.Of(known) is { } report)
                await lines.WriteAsync(known.Turn.ToString(), report);
            await WaitAsync(follower, context.RequestAborted);
        }

        // The end of an id may be that of several turns: one is followed.
        bool Is(string turn) => known is null ? turn.EndsWith(wanted, StringComparison.OrdinalIgnoreCase) : turn == known.Turn.ToString();

        async Task WriteAsync(TurnStep step)
        {
            last = step.Number;
            await lines.WriteAsync(step, follower.Missed);
        }
    }

    // Until there is a step, or it is time to say how far the turn is.
    private async Task WaitAsync(TurnFollower follower, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(follower.Steps.WaitToReadAsync(enough.Token).AsTask(), Task.Delay(TurnProgress.Pause, time, enough.Token));
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
