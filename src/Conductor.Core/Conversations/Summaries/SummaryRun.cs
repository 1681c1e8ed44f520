using Conductor.Core.Streams;

namespace Conductor.Core.Conversations.Summaries;

/// <summary>A summary that a model is writing.</summary>
/// <param name="Turn">The turn that writes it, which belongs to nobody.</param>
/// <param name="Order">What is summarised.</param>
/// <param name="Actor">Who runs the turn.</param>
internal sealed record SummaryRun(TurnId Turn, SummaryOrder Order, IActorRef Actor)
{
    /// <summary>Reads it to its end, whatever that is.</summary>
    public static async Task<SummaryWritten> ReadAsync(TurnId turn, ResponseLog log)
    {
        using (var reader = log.OpenReader())
        {
            while (!reader.HasEnded)
                if (!reader.TryRead(out _) && !reader.HasEnded)
                    await reader.WaitAsync().ConfigureAwait(false);
        }
        var said = SaidAnswer.Of(log);
        // A summary that was cut says less than it promises.
        return new SummaryWritten(turn, log.Ending!.End == StreamEnd.Completed ? said.Text.Trim() : "", said.Model);
    }
}

/// <summary>The model has written a summary, or has not: then the text is empty.</summary>
internal sealed record SummaryWritten(TurnId Turn, string Text, string? Model);
