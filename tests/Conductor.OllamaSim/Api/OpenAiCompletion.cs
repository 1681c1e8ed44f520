using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary><c>/v1/completions</c>: text only.</summary>
internal sealed class OpenAiCompletion : Dialect
{
    public override bool IsSse => true;

    public override string Garbage => """{"id":"cmpl-1","object":"text_comp""";

    public override void Say(Lines lines, Turn turn, Piece piece, bool isFirst)
    {
        if (piece.Kind is PieceKind.Text) Chunk(lines, turn, json => json.Escaped(piece.Escaped), reason: null);
    }

    public override void Finish(Lines lines, Turn turn, EndForm end)
    {
        if (!end.LacksReason) Chunk(lines, turn, json => json.Text(""), turn.Reason);
        if (turn.ShowsUsage && !end.LacksReason) lines.Object(json => WriteUsageChunk(json, turn));
        if (!end.LacksTerminator) lines.Text("[DONE]");
    }

    public override void Whole(GoJson json, Turn turn, EndForm end)
    {
        Head(json, turn);
        Choice(json, text => text.Text(turn.Speech.TextOf(PieceKind.Text)), end.LacksReason ? null : turn.Reason);
        json.Name("usage");
        turn.WriteUsage(json);
        turn.Close(json);
    }

    public override void Fail(Lines lines, Turn turn, Middle error)
    {
        if (turn.Flavor is SimFlavor.OpenAi || error.Explicit) lines.Object(json => Errors.WriteOpenAi(json, 500, error.Text!, code: null));
        else Chunk(lines, turn, json => json.Text(""), reason: null);
    }

    private static void Chunk(Lines lines, Turn turn, Action<GoJson> text, string? reason) => lines.Object(json =>
    {
        Head(json, turn);
        Choice(json, text, reason);
        turn.Close(json);
    });

    private static void Choice(GoJson json, Action<GoJson> text, string? reason)
    {
        json.Name("choices").Open('[').Open().Name("text");
        text(json);
        json.Field("index", 0).Name("finish_reason");
        if (reason is null) json.Raw("null");
        else json.Text(reason);
        json.Close().Close(']');
    }

    private static void WriteUsageChunk(GoJson json, Turn turn)
    {
        Head(json, turn).Name("choices").Open('[').Close(']').Name("usage");
        turn.WriteUsage(json);
        turn.Close(json);
    }

    private static GoJson Head(GoJson json, Turn turn)
    {
        json.Open().Field("id", turn.Id("cmpl")).Field("object", "text_completion").Field("created", turn.Created)
            .Field("model", turn.Request.Model);
        return turn.Flavor is SimFlavor.Ollama ? json.Field("system_fingerprint", "fp_ollama") : json;
    }
}
