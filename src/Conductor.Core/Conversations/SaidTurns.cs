using Conductor.Core.Conversations.Summaries;
using Conductor.Core.Models;

namespace Conductor.Core.Conversations;

/// <summary>What was said in a conversation, turn by turn, and what each turn costs. Immutable.</summary>
internal sealed class SaidTurns
{
    // Tokens that a message costs beside its words: its role and what separates it from the next.
    private const int PerMessage = 4;

    private SaidTurns(List<SaidTurn> all, bool isEstimate) => (All, IsEstimate) = (all, isEstimate);

    /// <summary>The turns, oldest first.</summary>
    public IReadOnlyList<SaidTurn> All { get; }

    /// <summary>No host has counted all of it.</summary>
    public bool IsEstimate { get; }

    /// <summary>Takes messages apart, each prompt with what follows it.</summary>
    public static SaidTurns Of(IReadOnlyList<SaidMessage> said, double tokensPerByte)
    {
        var turns = new List<SaidTurn>();
        var isEstimate = false;
        long? before = 0;
        foreach (var message in said)
        {
            if (turns.Count == 0 || message.Message.Role == "user")
            {
                before = turns.Count == 0 ? 0 : turns[^1].TokensSoFar;
                turns.Add(new SaidTurn([], [], 0, null));
            }
            var turn = turns[^1];
            turn.Messages.Add(message.Message);
            turn.Ids.Add(message.Id);
            var counted = message.TokensSoFar is { } soFar && before is { } known && soFar > known;
            isEstimate |= !counted && message.Message.Role != "user";
            turns[^1] = turn with
            {
                TokensSoFar = message.TokensSoFar,
                Tokens = counted ? message.TokensSoFar!.Value - before!.Value : turn.Tokens + Estimate(message.Message, tokensPerByte),
            };
        }
        // What is asked now was counted by nobody yet; a guess at one message is near enough to count the rest as known.
        return new SaidTurns(turns, isEstimate || said.Count <= 1);
    }

    /// <summary>How many turns from the first on a summary covers; none when its last message is older than all of them.</summary>
    public int CoveredBy(HistorySummary? summary)
    {
        for (var index = All.Count; summary is not null && index > 0; index--)
            if (All[index - 1].Ids.Contains(summary.Through))
                return index;
        return 0;
    }

    /// <summary>A guess at what a message costs.</summary>
    public static long Estimate(ChatMessage message, double tokensPerByte) => (long)Math.Ceiling(TokenGauge.Bytes(message) * tokensPerByte) + PerMessage;
}

/// <summary>A prompt and what follows it.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Ids">Their names.</param>
/// <param name="Tokens">What they cost.</param>
/// <param name="TokensSoFar">What everything up to their end costs, as a host counted; null where none did.</param>
internal sealed record SaidTurn(List<ChatMessage> Messages, List<string> Ids, long Tokens, long? TokensSoFar);
