using System.Text.Json;
using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary><c>/v1/chat/completions</c>, as Ollama or as a plain OpenAI-compatible server gives it.</summary>
internal sealed class OpenAiChat : Dialect
{
    private const int FragmentLength = 8;

    public override bool IsSse => true;

    public override string Garbage => """{"id":"chatcmpl-1","object":"chat.comp""";

    public override void Open(Lines lines, Turn turn)
    {
        if (turn.Flavor is SimFlavor.OpenAi) Chunk(lines, turn, delta => delta.Field("role", "assistant").Field("content", ""), reason: null);
    }

    public override void Say(Lines lines, Turn turn, Piece piece, bool isFirst)
    {
        if (piece.Kind is PieceKind.ToolCall && turn.Flavor is SimFlavor.OpenAi) SayInFragments(lines, turn, piece);
        else SayAtOnce(lines, turn, piece, isFirst);
    }

    private static void SayAtOnce(Lines lines, Turn turn, Piece piece, bool isFirst) => Chunk(lines, turn, delta =>
    {
        if (isFirst && turn.Flavor is SimFlavor.Ollama) delta.Field("role", "assistant");
        if (piece.Kind is PieceKind.Text) delta.Name("content").Escaped(piece.Escaped);
        if (piece.Kind is PieceKind.Thinking) WriteThought(delta, turn, piece);
        if (piece.Kind is PieceKind.ToolCall) WriteCalls(delta, turn, [piece], withIndex: true);
    }, reason: null, piece);

    public override void Finish(Lines lines, Turn turn, EndForm end)
    {
        if (!end.LacksReason) Chunk(lines, turn, _ => { }, ReasonOf(turn));
        if (turn.ShowsUsage && !end.LacksReason) lines.Object(json => WriteUsageChunk(json, turn));
        if (!end.LacksTerminator) lines.Text("[DONE]");
    }

    public override void Whole(GoJson json, Turn turn, EndForm end)
    {
        Head(json, turn, "chat.completion").Name("choices").Open('[').Open().Field("index", 0)
            .Name("message").Open().Field("role", "assistant").Field("content", turn.Speech.TextOf(PieceKind.Text))
            .Unless(ThoughtName(turn), turn.Speech.TextOf(PieceKind.Thinking));
        WriteCalls(json, turn, turn.Calls, withIndex: turn.Flavor is SimFlavor.Ollama);
        WriteReason(json.Close(), end.LacksReason ? null : ReasonOf(turn));
        Logprobs.WriteOpenAi(json, turn, turn.Speech.Pieces);
        json.Close().Close(']').Name("usage");
        turn.WriteUsage(json);
        turn.Close(json);
    }

    public override void Fail(Lines lines, Turn turn, Middle error)
    {
        if (turn.Flavor is SimFlavor.OpenAi || error.Explicit) lines.Object(json => Errors.WriteOpenAi(json, 500, error.Text!, code: null));
        else Chunk(lines, turn, delta => delta.Field("role", "").Field("content", ""), reason: null);
    }

    private static void Chunk(Lines lines, Turn turn, Action<GoJson> delta, string? reason, Piece? piece = null) => lines.Object(json =>
    {
        Head(json, turn, "chat.completion.chunk").Name("choices").Open('[').Open().Field("index", 0).Name("delta").Open();
        delta(json);
        WriteReason(json.Close(), reason);
        if (piece is not null) Logprobs.WriteOpenAi(json, turn, [piece]);
        turn.Close(json.Close().Close(']'));
    });

    private static GoJson Head(GoJson json, Turn turn, string kind)
    {
        json.Open().Field("id", turn.Id("chatcmpl")).Field("object", kind).Field("created", turn.Created).Field("model", turn.Request.Model);
        return turn.Flavor is SimFlavor.Ollama ? json.Field("system_fingerprint", "fp_ollama") : json;
    }

    private static void WriteUsageChunk(GoJson json, Turn turn)
    {
        Head(json, turn, "chat.completion.chunk").Name("choices").Open('[').Close(']').Name("usage");
        turn.WriteUsage(json);
        turn.Close(json);
    }

    private static void WriteReason(GoJson json, string? reason)
    {
        if (reason is null) json.Name("finish_reason").Raw("null");
        else json.Field("finish_reason", reason);
    }

    private static string ReasonOf(Turn turn) => turn.CallsTools && turn.Reason == "stop" ? "tool_calls" : turn.Reason;

    private static string ThoughtName(Turn turn) => turn.Flavor is SimFlavor.Ollama ? "reasoning" : "reasoning_content";

    private static void WriteThought(GoJson delta, Turn turn, Piece piece)
    {
        if (turn.Flavor is SimFlavor.Ollama) delta.Field("content", "");
        delta.Name(ThoughtName(turn)).Escaped(piece.Escaped);
    }

    private static void WriteCalls(GoJson json, Turn turn, IReadOnlyList<Piece> calls, bool withIndex)
    {
        if (calls.Count == 0) return;
        json.Name("tool_calls").Open('[');
        foreach (var call in calls) WriteCall(json, call, turn.CallIndex(call), turn, withIndex);
        json.Close(']');
    }

    /// <summary>A plain server names the tool first and then streams its arguments in pieces; Ollama sends a call whole.</summary>
    private static void SayInFragments(Lines lines, Turn turn, Piece call)
    {
        var (index, arguments) = (turn.CallIndex(call), Compact(call));
        Fragment(lines, turn, index, delta => delta.Field("id", turn.CallId(index)).Field("type", "function"), call.Text, "");
        for (var at = 0; at < arguments.Length; at += FragmentLength)
            Fragment(lines, turn, index, _ => { }, name: null, arguments[at..Math.Min(at + FragmentLength, arguments.Length)]);
    }

    private static void Fragment(Lines lines, Turn turn, int index, Action<GoJson> identity, string? name, string arguments)
    {
        Chunk(lines, turn, Write, reason: null);

        void Write(GoJson delta)
        {
            delta.Name("tool_calls").Open('[').Open().Field("index", index);
            identity(delta);
            delta.Name("function").Open().Unless("name", name).Field("arguments", arguments).Close().Close().Close(']');
        }
    }

    private static string Compact(Piece call) => JsonSerializer.Serialize(JsonElement.Parse(call.Arguments), JsonForms.Compact);

    private static void WriteCall(GoJson json, Piece call, int index, Turn turn, bool withIndex)
    {
        json.Open().Field("id", turn.CallId(index));
        if (withIndex) json.Field("index", index);
        json.Field("type", "function").Name("function").Open().Field("name", call.Text)
            .Field("arguments", Compact(call)).Close().Close();
    }
}
