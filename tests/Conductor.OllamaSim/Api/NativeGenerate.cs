using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary><c>/api/generate</c>.</summary>
internal sealed class NativeGenerate : Dialect
{
    public override bool IsSse => false;

    public override string Garbage => """{"model":"llama3.2","created_at":"2026-""";

    public override void Say(Lines lines, Turn turn, Piece piece, bool isFirst) => lines.Object(json =>
    {
        Begin(json, turn).Name("response");
        if (piece.Kind is PieceKind.Text) json.Escaped(piece.Escaped);
        else json.Text("");
        if (piece.Kind is PieceKind.Thinking) json.Name("thinking").Escaped(piece.Escaped);
        json.Field("done", false);
        Logprobs.WriteNative(json, turn, [piece]);
        turn.Close(json);
    });

    public override void Finish(Lines lines, Turn turn, EndForm end)
    {
        if (end.LacksReason) return;
        lines.Object(json =>
        {
            Begin(json, turn).Field("response", "");
            End(json, turn, end, []);
        });
    }

    public override void Whole(GoJson json, Turn turn, EndForm end)
    {
        Begin(json, turn).Field("response", turn.Speech.TextOf(PieceKind.Text)).Unless("thinking", turn.Speech.TextOf(PieceKind.Thinking));
        End(json, turn, end, turn.Speech.Pieces);
    }

    public override void Fail(Lines lines, Turn turn, Middle error) => lines.Object(json => Errors.WriteNative(json, error.Text!));

    /// <summary>The one object that answers a load or an unload.</summary>
    public static void WriteLoad(GoJson json, SimRequest request, DateTimeOffset now, string reason) =>
        json.Open().Field("model", request.Model).Field("created_at", now)
            .Field("response", "").Field("done", true).Field("done_reason", reason).Close();

    private static GoJson Begin(GoJson json, Turn turn) => json.Open().Field("model", turn.Request.Model)
        .Unless("remote_model", turn.Model.RemoteModel).Unless("remote_host", turn.Model.RemoteHost).Field("created_at", turn.Now);

    private static void End(GoJson json, Turn turn, EndForm end, IReadOnlyList<Piece> whole)
    {
        json.Field("done", end.IsProper);
        if (!end.LacksReason) json.Field("done_reason", turn.Reason);
        WriteContext(json, turn);
        Logprobs.WriteNative(json, turn, whole);
        turn.WriteMetrics(json);
        turn.Close(json);
    }

    /// <summary>
    /// The conversation as numbers: those that came, one for each token of the prompt, one for each of the answer. None with <c>raw</c>.
    /// </summary>
    private static void WriteContext(GoJson json, Turn turn)
    {
        if (turn.Request.Field("raw") is { ValueKind: System.Text.Json.JsonValueKind.True }) return;
        json.Name("context").Open('[');
        if (turn.Request.Field("context") is { ValueKind: System.Text.Json.JsonValueKind.Array } before)
            foreach (var number in before.EnumerateArray()) json.Raw(number.GetRawText());
        foreach (var token in Tokens.Split(turn.Request.Prompt)) json.Number(NumberOf(token));
        foreach (var piece in turn.Speech.Pieces) json.Number(NumberOf(piece.Text));
        json.Close(']');
    }

    private static long NumberOf(string token) => (long)(Vocabulary.Hash(token) % 128_000);
}
