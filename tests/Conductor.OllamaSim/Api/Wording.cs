using System.Runtime.CompilerServices;
using System.Text.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary>What is really said: the answer's words, shortened and changed as the request and the fault want it.</summary>
internal static class Wording
{
    private static readonly ConditionalWeakTable<IReadOnlyList<Piece>, Speech> Known = [];

    public static (Speech Speech, string Reason) Of(SimRequest request, Answer answer, Fault fault, SimModel model)
    {
        var pieces = answer.Say(request);
        if (model.Can("thinking") && !pieces.Any(piece => piece.Kind is PieceKind.Thinking) && ReferenceEquals(model.Answer, Answer.Usual) && pieces.Count > 0)
            pieces = [.. Vocabulary.Invent(Vocabulary.SeedOf(request) + 1, 8).Select(Piece.Thought), .. pieces];
        if (SaysNotToThink(request)) pieces = Without(PieceKind.Thinking, pieces);
        if (fault.HugeTokenBytes > 0) pieces = [Huge(fault.HugeTokenBytes), .. pieces];
        var reason = answer.Reason ?? "stop";
        if (Limit(request) is { } limit && limit < pieces.Count) (pieces, reason) = ([.. pieces.Take(limit)], "length");
        return (Known.GetValue(pieces, list => new Speech(list)), reason);
    }

    private static IReadOnlyList<Piece> Without(PieceKind kind, IReadOnlyList<Piece> pieces) =>
        pieces.Any(piece => piece.Kind == kind) ? [.. pieces.Where(piece => piece.Kind != kind)] : pieces;

    private static Piece Huge(int bytes) => Piece.Said(string.Concat(Enumerable.Repeat("0123456789abcdef", bytes / 16 + 1)));

    private static bool SaysNotToThink(SimRequest request) =>
        request.Field("think") is { ValueKind: JsonValueKind.False } || request.StringField("reasoning_effort") is "none";

    private static int? Limit(SimRequest request) =>
        (request.Option("num_predict") ?? request.Field("max_completion_tokens") ?? request.Field("max_tokens")) is { ValueKind: JsonValueKind.Number } limit
        && limit.TryGetInt32(out var tokens) && tokens > 0 ? tokens : null;
}
