using System.Text.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary>What is really said: the answer's words, shortened and changed as the request and the fault want it.</summary>
internal static class Wording
{
    private const int UsualTokens = 60;
    private const int UsualThoughts = 8;

    public static (IReadOnlyList<Piece> Pieces, string Reason) Of(SimRequest request, Answer answer, Fault fault, SimModel model)
    {
        var pieces = answer.Say(request, _ => Usual(request, model));
        if (SaysNotToThink(request)) pieces = Without(PieceKind.Thinking, pieces);
        if (fault.HugeTokenBytes > 0) pieces = [Huge(fault.HugeTokenBytes), .. pieces];
        pieces = StoppedAt(Stops(request), pieces);
        var reason = answer.Reason ?? "stop";
        if (Limit(request) is { } limit && limit < pieces.Count) (pieces, reason) = ([.. pieces.Take(limit)], "length");
        return (pieces, reason);
    }

    /// <summary>What a model says of itself: a tool call, JSON or words, whatever the request asks for.</summary>
    private static IReadOnlyList<Piece> Usual(SimRequest request, SimModel model)
    {
        var seed = Vocabulary.SeedOf(request);
        if (model.CallsTools && request.Messages is not [.., { Role: "tool" }] && Toolbox.First(request) is { } tool)
            return [Piece.Call(tool.Name, tool.Arguments)];
        var words = Schema(request) is { } schema
            ? [.. Tokens.Split(SchemaSpeech.Of(schema, seed)).Select(Piece.Said)]
            : Vocabulary.Say(seed, UsualTokens);
        return model.Can("thinking")
            ? [.. Vocabulary.Invent(Vocabulary.Hash("thinking", seed), UsualThoughts).Select(Piece.Thought), .. words]
            : words;
    }

    private static JsonElement? Schema(SimRequest request)
    {
        if (request.Field("format") is { } format)
            return format.ValueKind is JsonValueKind.Object ? format : format.ValueKind is JsonValueKind.String ? AnyObject() : null;
        if (request.Field("response_format") is not { ValueKind: JsonValueKind.Object } wanted) return null;
        if (!wanted.TryGetProperty("type", out var type)) return null;
        return type.GetString() switch
        {
            "json_schema" when wanted.TryGetProperty("json_schema", out var named) && named.TryGetProperty("schema", out var schema) => schema,
            "json_object" => AnyObject(),
            _ => null,
        };
    }

    private static JsonElement AnyObject() => JsonElement.Parse("""{"type":"object","properties":{"answer":{"type":"string"}}}""");

    private static IReadOnlyList<Piece> Without(PieceKind kind, IReadOnlyList<Piece> pieces) =>
        pieces.Any(piece => piece.Kind == kind) ? [.. pieces.Where(piece => piece.Kind != kind)] : pieces;

    private static Piece Huge(int bytes) => Piece.Said(string.Concat(Enumerable.Repeat("0123456789abcdef", bytes / 16 + 1)));

    /// <summary>Ends before the first stop sequence in the text, wherever it begins in a token.</summary>
    private static IReadOnlyList<Piece> StoppedAt(IReadOnlyList<string> stops, IReadOnlyList<Piece> pieces)
    {
        if (stops.Count == 0) return pieces;
        var text = string.Concat(pieces.Where(piece => piece.Kind is PieceKind.Text).Select(piece => piece.Text));
        var ends = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).ToArray();
        return ends.Length == 0 ? pieces : [.. FirstCharacters(pieces, ends.Min())];
    }

    private static IEnumerable<Piece> FirstCharacters(IReadOnlyList<Piece> pieces, int left)
    {
        foreach (var piece in pieces)
        {
            if (piece.Kind is PieceKind.Text && piece.Text.Length > left)
            {
                if (left > 0) yield return Piece.Said(piece.Text[..left]);
                yield break;
            }
            if (piece.Kind is PieceKind.Text) left -= piece.Text.Length;
            yield return piece;
        }
    }

    private static IReadOnlyList<string> Stops(SimRequest request) => (request.Option("stop") ?? request.Field("stop")) switch
    {
        { ValueKind: JsonValueKind.String } one when one.GetString() is { Length: > 0 } stop => [stop],
        { ValueKind: JsonValueKind.Array } many =>
            [.. many.EnumerateArray().Where(stop => stop.ValueKind is JsonValueKind.String).Select(stop => stop.GetString()!)],
        _ => [],
    };

    private static bool SaysNotToThink(SimRequest request) =>
        request.Field("think") is { ValueKind: JsonValueKind.False } || request.StringField("reasoning_effort") is "none";

    private static int? Limit(SimRequest request) =>
        (request.Option("num_predict") ?? request.Field("max_completion_tokens") ?? request.Field("max_tokens"))
            is { ValueKind: JsonValueKind.Number } limit && limit.TryGetInt32(out var tokens) && tokens > 0 ? tokens : null;
}
