using System.Globalization;
using System.Text;
using System.Text.Json;
using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary>How likely each token was: made up from its text, the same every time.</summary>
internal static class Logprobs
{
    /// <summary>How many other tokens are to be told for each; null when the request does not ask.</summary>
    public static int? Wanted(SimRequest request) => request.Field("logprobs") is { ValueKind: JsonValueKind.True }
        ? request.Field("top_logprobs") is { ValueKind: JsonValueKind.Number } top && top.TryGetInt32(out var count) ? count : 0
        : null;

    public static void WriteNative(GoJson json, Turn turn, IReadOnlyList<Piece> pieces)
    {
        if (turn.TopLogprobs is not { } top || !pieces.Any(piece => piece.Kind is not PieceKind.ToolCall)) return;
        json.Name("logprobs");
        WriteAll(json, pieces, top);
    }

    public static void WriteOpenAi(GoJson json, Turn turn, IReadOnlyList<Piece> pieces)
    {
        if (turn.TopLogprobs is not { } top || !pieces.Any(piece => piece.Kind is not PieceKind.ToolCall)) return;
        json.Name("logprobs").Open().Name("content");
        WriteAll(json, pieces, top);
        json.Close();
    }

    private static void WriteAll(GoJson json, IReadOnlyList<Piece> pieces, int top)
    {
        json.Open('[');
        foreach (var piece in pieces.Where(piece => piece.Kind is not PieceKind.ToolCall))
        {
            WriteOne(json.Open(), piece.Text, rank: 0);
            if (top > 0) WriteTop(json, piece.Text, top);
            json.Close();
        }
        json.Close(']');
    }

    private static void WriteTop(GoJson json, string token, int top)
    {
        json.Name("top_logprobs").Open('[');
        for (var rank = 0; rank < top; rank++)
        {
            WriteOne(json.Open(), rank == 0 ? token : $"{token}{rank}", rank);
            json.Close();
        }
        json.Close(']');
    }

    private static void WriteOne(GoJson json, string token, int rank)
    {
        var logprob = -(decimal)(Vocabulary.Hash(token) % 900 + 100) / 1000 - rank;
        json.Field("token", token).Name("logprob").Raw(logprob.ToString(CultureInfo.InvariantCulture)).Name("bytes").Open('[');
        foreach (var value in Encoding.UTF8.GetBytes(token)) json.Number(value);
        json.Close(']');
    }
}
