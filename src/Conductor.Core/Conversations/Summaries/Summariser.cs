using System.Text;
using System.Text.Json;
using Conductor.Core.Models;

namespace Conductor.Core.Conversations.Summaries;

/// <summary>
/// Decides when the oldest turns of a conversation are to be summarised, and what a model is asked for that. It is due before it is
/// needed: while everything still fits, and a person reads the answer that has just ended.
/// </summary>
internal static class Summariser
{
    // When so much of what a model may be shown is used, and how much of it is to be used afterwards by the turns that stay.
    private const double Due = 0.75;
    private const double Left = 0.4;
    // A summary that is longer is not worth its name, and is not kept.
    private const double Longest = 0.25;
    private const int MostTokens = 1024;

    private const string Instruction =
        "You keep the notes of a conversation for somebody who will go on with it without having read it. Write down what matters: who the people "
        + "are and what they want, facts, names, numbers, decisions, what was promised and what is still open. Use the language of the "
        + "conversation and at most 200 words. Write the notes and nothing else; do not answer the conversation.";

    /// <summary>What is to be summarised now.</summary>
    /// <param name="system">The conversation's system prompt; null for none.</param>
    /// <param name="said">What was said, oldest first.</param>
    /// <param name="before">The summary that there is; null for none.</param>
    /// <param name="context">Tokens that the model reads; null where nobody knows, and then nothing is due.</param>
    /// <param name="options">How.</param>
    /// <param name="tokensPerByte">What a byte costs.</param>
    public static SummaryOrder? Next(
        ChatMessage? system, IReadOnlyList<SaidMessage> said, HistorySummary? before, int? context, HistoryOptions options, double tokensPerByte)
    {
        if (options.Policy != HistoryPolicy.Summarise || context is not { } size)
            return null;
        var room = (long)(size * (1 - options.Reserve));
        var turns = SaidTurns.Of(said, tokensPerByte);
        var covered = turns.CoveredBy(before);
        var notes = before is null ? 0 : SaidTurns.Estimate(before.Message, tokensPerByte);
        var tokens = notes + (system is null ? 0 : SaidTurns.Estimate(system, tokensPerByte)) + turns.All.Skip(covered).Sum(turn => turn.Tokens);
        if (tokens <= room * Due)
            return null;
        var (through, read) = (covered, notes);
        // The last turn stays in its own words, and the model that writes must be able to read what it is given.
        while (through < turns.All.Count - 1 && tokens > room * Left && read + turns.All[through].Tokens <= room)
        {
            tokens -= turns.All[through].Tokens;
            read += turns.All[through].Tokens;
            through++;
        }
        return through == covered ? null : new SummaryOrder(turns.All[through - 1].Ids[^1], Request(before, turns.All.Skip(covered).Take(through - covered)), (long)(room * Longest));
    }

    /// <summary>Whether it is short enough to be of use.</summary>
    public static bool IsGood(string text, SummaryOrder order, double tokensPerByte) =>
        !string.IsNullOrWhiteSpace(text) && Encoding.UTF8.GetByteCount(text) * tokensPerByte <= order.LongestTokens;

    private static ModelRequest Request(HistorySummary? before, IEnumerable<SaidTurn> turns)
    {
        var text = new StringBuilder();
        if (before is not null)
            text.Append("Your notes so far:\n").Append(before.Text).Append("\n\n");
        text.Append("The conversation:\n");
        foreach (var message in turns.SelectMany(turn => turn.Messages))
            text.Append('\n').Append(message.Role).Append(": ").Append(message.Content).Append('\n');
        return new ModelRequest
        {
            Model = "",
            Messages = [new ChatMessage("system", Instruction), new ChatMessage("user", text.ToString())],
            Parameters = [new("options", JsonSerializer.SerializeToElement(new Dictionary<string, int> { ["num_predict"] = MostTokens }))],
        };
    }
}

/// <summary>Something is to be summarised.</summary>
/// <param name="Through">The last message that it will cover.</param>
/// <param name="Request">What a model is asked for it; the model is still to be named.</param>
/// <param name="LongestTokens">A longer summary is not kept.</param>
internal sealed record SummaryOrder(string Through, ModelRequest Request, long LongestTokens);
