using Conductor.Core.Models;

namespace Conductor.Core.Conversations;

/// <summary>
/// Chooses what a model is shown of a conversation: the system prompt, the newest turns that fit, each as a whole, and last what is
/// asked now, whatever its length. A host that is sent more than it reads cuts the beginning by itself, and nobody is told.
/// </summary>
internal static class ContextFit
{
    // Tokens that a message costs beside its words: its role and what separates it from the next.
    private const int PerMessage = 4;

    /// <summary>Fits a conversation.</summary>
    /// <param name="system">What the model is told before everything else; null for nothing.</param>
    /// <param name="said">What was said, oldest first; the last one is what is asked now.</param>
    /// <param name="context">Tokens that the model reads; null where nobody knows, and then all is sent.</param>
    /// <param name="options">How.</param>
    /// <param name="tokensPerByte">What hosts have counted for this conversation so far, else <see cref="TokenGauge.Guess"/>.</param>
    public static FittedContext Fit(ChatMessage? system, IReadOnlyList<SaidMessage> said, int? context, HistoryOptions options, double tokensPerByte)
    {
        var room = options.Policy == HistoryPolicy.KeepAll || context is not { } size ? long.MaxValue : (long)(size * (1 - options.Reserve));
        var (turns, isEstimate) = Turns(said, tokensPerByte);
        var tokens = (system is null ? 0 : Estimate(system, tokensPerByte)) + turns.Sum(turn => turn.Tokens);
        var dropped = 0;
        while (tokens > room && dropped < turns.Count - 1)
            tokens -= turns[dropped++].Tokens;
        var left = turns.Skip(dropped).SelectMany(turn => turn.Messages);
        return new FittedContext([.. system is null ? left : left.Prepend(system)], dropped, tokens, isEstimate);
    }

    private static (List<Turn> Turns, bool IsEstimate) Turns(IReadOnlyList<SaidMessage> said, double tokensPerByte)
    {
        var turns = new List<Turn>();
        var isEstimate = false;
        long? before = 0;
        foreach (var message in said)
        {
            if (turns.Count == 0 || message.Message.Role == "user")
            {
                before = turns.Count == 0 ? 0 : turns[^1].TokensSoFar;
                turns.Add(new Turn([], 0, null));
            }
            var turn = turns[^1];
            turn.Messages.Add(message.Message);
            var counted = message.TokensSoFar is { } soFar && before is { } known && soFar > known;
            isEstimate |= !counted && message.Message.Role != "user";
            turns[^1] = turn with
            {
                TokensSoFar = message.TokensSoFar,
                Tokens = counted ? message.TokensSoFar!.Value - before!.Value : turn.Tokens + Estimate(message.Message, tokensPerByte),
            };
        }
        // What is asked now was counted by nobody yet; a guess at one message is near enough to count the rest as known.
        return (turns, isEstimate || said.Count <= 1);
    }

    private static long Estimate(ChatMessage message, double tokensPerByte) => (long)Math.Ceiling(TokenGauge.Bytes(message) * tokensPerByte) + PerMessage;

    private sealed record Turn(List<ChatMessage> Messages, long Tokens, long? TokensSoFar);
}

/// <summary>A message of a conversation that is to be fitted.</summary>
/// <param name="Message">The message.</param>
/// <param name="TokensSoFar">Tokens of everything up to and including it, as a host counted; null where none did.</param>
internal readonly record struct SaidMessage(ChatMessage Message, long? TokensSoFar = null);

/// <summary>What a model is shown.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="DroppedTurns">Turns that are not among them.</param>
/// <param name="Tokens">What they cost.</param>
/// <param name="IsEstimate">The cost is a guess, at least in part: no host has counted it.</param>
internal sealed record FittedContext(List<ChatMessage> Messages, int DroppedTurns, long Tokens, bool IsEstimate);
