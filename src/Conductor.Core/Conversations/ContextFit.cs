using Conductor.Core.Conversations.Summaries;
using Conductor.Core.Models;

namespace Conductor.Core.Conversations;

/// <summary>
/// Chooses what a model is shown of a conversation: the system prompt, a summary of what does not fit where there is one, the newest
/// turns that fit, each as a whole, and last what is asked now, whatever its length. A host that is sent more than it reads cuts the
/// beginning by itself, and nobody is told.
/// </summary>
internal static class ContextFit
{
    /// <summary>Fits a conversation.</summary>
    /// <param name="system">What the model is told before everything else; null for nothing.</param>
    /// <param name="said">What was said, oldest first; the last one is what is asked now.</param>
    /// <param name="context">Tokens that the model reads; null where nobody knows, and then all is sent.</param>
    /// <param name="options">How.</param>
    /// <param name="tokensPerByte">What hosts have counted for this conversation so far, else <see cref="TokenGauge.Guess"/>.</param>
    /// <param name="summary">What stands in for the oldest turns where they do not fit; null for nothing.</param>
    public static FittedContext Fit(
        ChatMessage? system, IReadOnlyList<SaidMessage> said, int? context, HistoryOptions options, double tokensPerByte, HistorySummary? summary = null)
    {
        var room = options.Policy == HistoryPolicy.KeepAll || context is not { } size ? long.MaxValue : (long)(size * (1 - options.Reserve));
        var turns = SaidTurns.Of(said, tokensPerByte);
        var all = turns.All;
        var tokens = (system is null ? 0 : SaidTurns.Estimate(system, tokensPerByte)) + all.Sum(turn => turn.Tokens);
        var (gone, summarised) = (0, 0);
        if (tokens > room && options.Policy == HistoryPolicy.Summarise && summary is not null)
        {
            tokens += SaidTurns.Estimate(summary.Message, tokensPerByte);
            for (summarised = Math.Min(turns.CoveredBy(summary), all.Count - 1); gone < summarised; gone++)
                tokens -= all[gone].Tokens;
        }
        else
            summary = null;
        while (tokens > room && gone < all.Count - 1)
            tokens -= all[gone++].Tokens;
        ChatMessage?[] first = [system, summary?.Message];
        List<ChatMessage> messages = [.. first.OfType<ChatMessage>(), .. all.Skip(gone).SelectMany(turn => turn.Messages)];
        return new FittedContext(messages, gone - summarised, tokens, turns.IsEstimate) { SummarisedTurns = summarised };
    }
}

/// <summary>A message of a conversation that is to be fitted.</summary>
/// <param name="Message">The message.</param>
/// <param name="TokensSoFar">Tokens of everything up to and including it, as a host counted; null where none did.</param>
/// <param name="Id">Its name.</param>
internal readonly record struct SaidMessage(ChatMessage Message, long? TokensSoFar = null, string Id = "");

/// <summary>What a model is shown.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="DroppedTurns">Turns that are not among them, nor in the summary.</param>
/// <param name="Tokens">What they cost.</param>
/// <param name="IsEstimate">The cost is a guess, at least in part: no host has counted it.</param>
internal sealed record FittedContext(List<ChatMessage> Messages, int DroppedTurns, long Tokens, bool IsEstimate)
{
    /// <summary>Turns that a summary stands in for.</summary>
    public int SummarisedTurns { get; init; }

    /// <summary>Everything that was said is among the messages.</summary>
    public bool IsWhole => DroppedTurns == 0 && SummarisedTurns == 0;

    /// <summary>What is missing, in a few words.</summary>
    public string Missing => (DroppedTurns, SummarisedTurns) switch
    {
        (_, 0) => $"{DroppedTurns} older turns are not shown to the model",
        (0, _) => $"{SummarisedTurns} older turns are shown to the model as a summary",
        _ => $"{SummarisedTurns} older turns are shown to the model as a summary, and {DroppedTurns} not at all",
    };
}
