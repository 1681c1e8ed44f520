using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary>One answer being given: what is said, and the counts and times that go with it.</summary>
internal sealed class Turn
{
    private readonly TimeProvider _time;
    private long _firstTokenAt;
    private long _startedAt;

    public Turn(Exchange exchange, SimModel model, Answer answer, Speech speech, string reason)
    {
        (Request, Model, Speech, Reason, Answer) = (exchange.Request, model, speech, reason, answer);
        (_time, _startedAt, Flavor) = (exchange.Sim.Options.Time, exchange.Sim.Options.Time.GetTimestamp(), exchange.Sim.Options.Flavor);
        PromptTokens = answer.Counts?.Prompt ?? CountPrompt(Request);
        AnswerTokens = answer.Counts?.Answer ?? speech.Pieces.Count;
        TopLogprobs = Logprobs.Wanted(Request);
        Key = Request.Number;
        Created = _time.GetUtcNow().ToUnixTimeSeconds();
        ShowsUsage = Request.Field("stream_options") is { ValueKind: System.Text.Json.JsonValueKind.Object } options
            && options.TryGetProperty("include_usage", out var usage) && usage.ValueKind is System.Text.Json.JsonValueKind.True;
    }

    public SimRequest Request { get; }

    public SimModel Model { get; }

    public Answer Answer { get; }

    public Speech Speech { get; }

    public string Reason { get; }

    public SimFlavor Flavor { get; }

    public int PromptTokens { get; }

    public int AnswerTokens { get; }

    public long Created { get; private set; }

    /// <summary>What the id is made from.</summary>
    public int Key { get; private set; }

    public bool ShowsUsage { get; }

    /// <summary>How likely each token was is told, with this many others; null: not told.</summary>
    public int? TopLogprobs { get; }

    public bool ShowsLogprobs => TopLogprobs is not null;

    public TimeSpan LoadDuration { get; set; }

    /// <summary>Ollama's ids collide by design: there are 999 of them.</summary>
    public string Id(string prefix) => Flavor is SimFlavor.Ollama
        ? $"{prefix}-{Vocabulary.Hash($"{Key}") % 999}"
        : $"{prefix}-{Vocabulary.Hash($"{Key}"):x16}{(uint)Created:x8}";

    public IReadOnlyList<Piece> Calls => [.. Speech.Pieces.Where(piece => piece.Kind is PieceKind.ToolCall)];

    public bool CallsTools => Speech.Pieces.Any(piece => piece.Kind is PieceKind.ToolCall);

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Goes on with the id and the time of bytes that were made for an earlier request, so that one stream has one id.</summary>
    public void Adopt(Rendered rendered) => (Key, Created) = (rendered.Key, rendered.Created);

    public void NoteArrival(long at) => _startedAt = at;

    public void NoteFirstToken() => _firstTokenAt = _time.GetTimestamp();

    /// <summary>The tool calls of the whole answer before this piece.</summary>
    public int CallIndex(Piece call) => Speech.Pieces.TakeWhile(piece => piece != call).Count(piece => piece.Kind is PieceKind.ToolCall);

    /// <summary>Unlike across requests, like within one: <c>call_</c> and eight letters or digits.</summary>
    public string CallId(int index)
    {
        const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
        var hash = Vocabulary.Hash($"{Request.Number}/{index}/{Created}");
        return string.Create(13, hash, (id, state) =>
        {
            "call_".CopyTo(id);
            for (var at = 5; at < id.Length; at++, state /= 36) id[at] = Alphabet[(int)(state % 36)];
        });
    }

    public void WriteMetrics(GoJson json)
    {
        var end = _time.GetTimestamp();
        var first = _firstTokenAt == 0 ? end : _firstTokenAt;
        var reading = _time.GetElapsedTime(_startedAt, first) - LoadDuration;
        json.UnlessZero("total_duration", GoTime.Nanoseconds(_time.GetElapsedTime(_startedAt, end)))
            .UnlessZero("load_duration", GoTime.Nanoseconds(LoadDuration))
            .UnlessZero("prompt_eval_count", PromptTokens)
            .UnlessZero("prompt_eval_duration", GoTime.Nanoseconds(reading < TimeSpan.Zero ? TimeSpan.Zero : reading))
            .UnlessZero("eval_count", AnswerTokens)
            .UnlessZero("eval_duration", GoTime.Nanoseconds(_time.GetElapsedTime(first, end)));
    }

    /// <summary>Ends an object of the answer, after the members that the script adds to each of them.</summary>
    public void Close(GoJson json)
    {
        foreach (var (name, value) in Answer.Extras) json.Name(name).Raw(value);
        json.Close();
    }

    public void WriteUsage(GoJson json) => json.Open().Field("prompt_tokens", PromptTokens).Field("completion_tokens", AnswerTokens)
        .Field("total_tokens", PromptTokens + AnswerTokens).Close();

    /// <summary>About what a chat template makes of it: the text's tokens and a few for each message.</summary>
    public static int CountPrompt(SimRequest request) =>
        request.Messages.Sum(message => Tokens.Count(message.Content) + 4) + ContextTokens(request);

    private static int ContextTokens(SimRequest request) =>
        request.Field("context") is { ValueKind: System.Text.Json.JsonValueKind.Array } context ? context.GetArrayLength() : 0;
}
