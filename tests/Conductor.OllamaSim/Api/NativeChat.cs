using System.Text.Json;
using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary><c>/api/chat</c>.</summary>
internal sealed class NativeChat : Dialect
{
    public override bool IsSse => false;

    public override string Garbage => """{"model":"llama3.2","created_at":"2026-""";

    public override void Say(Lines lines, Turn turn, Piece piece, bool isFirst) => lines.Object(json =>
    {
        Begin(json, turn).Name("message").Open().Field("role", "assistant").Name("content");
        if (piece.Kind is PieceKind.Text) json.Escaped(piece.Escaped);
        else json.Text("");
        if (piece.Kind is PieceKind.Thinking) json.Name("thinking").Escaped(piece.Escaped);
        if (piece.Kind is PieceKind.ToolCall) WriteCalls(json, turn, [piece]);
        json.Close().Field("done", false);
        Logprobs.WriteNative(json, turn, [piece]);
        turn.Close(json);
    });

    public override void Finish(Lines lines, Turn turn, EndForm end)
    {
        if (end.LacksReason) return;
        lines.Object(json =>
        {
            Begin(json, turn).Name("message").Open().Field("role", "assistant").Field("content", "").Close();
            End(json, turn, end, []);
        });
    }

    public override void Whole(GoJson json, Turn turn, EndForm end)
    {
        Begin(json, turn).Name("message").Open().Field("role", "assistant").Field("content", turn.Speech.TextOf(PieceKind.Text))
            .Unless("thinking", turn.Speech.TextOf(PieceKind.Thinking));
        WriteCalls(json, turn, turn.Calls);
        json.Close();
        End(json, turn, end, turn.Speech.Pieces);
    }

    public override void Fail(Lines lines, Turn turn, Middle error) => lines.Object(json => Errors.WriteNative(json, error.Text!));

    /// <summary>The one object that answers a load or an unload.</summary>
    public static void WriteLoad(GoJson json, SimRequest request, DateTimeOffset now, string reason) =>
        json.Open().Field("model", request.Model).Field("created_at", now)
            .Name("message").Open().Field("role", "assistant").Field("content", "").Close()
            .Field("done", true).Field("done_reason", reason).Close();

    private static GoJson Begin(GoJson json, Turn turn) => json.Open().Field("model", turn.Request.Model)
        .Unless("remote_model", turn.Model.RemoteModel).Unless("remote_host", turn.Model.RemoteHost).Field("created_at", turn.Now);

    private static void End(GoJson json, Turn turn, EndForm end, IReadOnlyList<Piece> whole)
    {
        json.Field("done", end.IsProper);
        if (!end.LacksReason) json.Field("done_reason", turn.Reason);
        Logprobs.WriteNative(json, turn, whole);
        turn.WriteMetrics(json);
        turn.Close(json);
    }

    private static void WriteCalls(GoJson json, Turn turn, IReadOnlyList<Piece> calls)
    {
        if (calls.Count == 0) return;
        json.Name("tool_calls").Open('[');
        foreach (var call in calls) WriteCall(json, call, turn.CallIndex(call), turn);
        json.Close(']');
    }

    private static void WriteCall(GoJson json, Piece call, int index, Turn turn) =>
        json.Open().Field("id", turn.CallId(index)).Name("function").Open().Field("index", index).Field("name", call.Text)
            .Name("arguments").Raw(Compact(call.Arguments)).Close().Close();

    private static string Compact(string arguments) => JsonSerializer.Serialize(JsonElement.Parse(arguments), JsonForms.Compact);
}
