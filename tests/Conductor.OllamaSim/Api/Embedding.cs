using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary>Texts as vectors: made up from their words, so that the same text is always in the same place.</summary>
internal static class Embedding
{
    public static Task EmbedAsync(Exchange exchange) => AnswerAsync(exchange, Inputs(exchange.Request.Field("input")), (json, vectors, took, load) =>
    {
        json.Open().Field("model", exchange.Request.Model).Name("embeddings").Open('[');
        foreach (var vector in vectors) WriteVector(json, vector);
        json.Close(']').UnlessZero("total_duration", GoTime.Nanoseconds(took)).UnlessZero("load_duration", GoTime.Nanoseconds(load))
            .UnlessZero("prompt_eval_count", CountOf(exchange.Request)).Close();
    });

    /// <summary>The older route: one prompt, one vector.</summary>
    public static Task EmbeddingsAsync(Exchange exchange) => AnswerAsync(exchange, Inputs(exchange.Request.Field("prompt")), (json, vectors, _, _) =>
    {
        json.Open().Name("embedding");
        WriteVector(json, vectors.Count > 0 ? vectors[0] : []);
        json.Close();
    });

    public static Task OpenAiAsync(Exchange exchange) => exchange.Request.Model.Length > 0 && Inputs(exchange.Request.Field("input")).Length == 0
        ? exchange.SendErrorAsync(400, "invalid input")
        : AnswerAsync(exchange, Inputs(exchange.Request.Field("input")), (json, vectors, _, _) =>
    {
        var tokens = CountOf(exchange.Request);
        json.Open().Field("object", "list").Name("data").Open('[');
        var asBase64 = exchange.Request.StringField("encoding_format") is "base64";
        for (var index = 0; index < vectors.Count; index++) WriteOpenAi(json, vectors[index], index, asBase64);
        json.Close(']').Field("model", exchange.Request.Model)
            .Name("usage").Open().Field("prompt_tokens", tokens).Field("total_tokens", tokens).Close().Close();
    });

    private static async Task AnswerAsync(Exchange exchange, string[] inputs, Action<GoJson, IReadOnlyList<float[]>, TimeSpan, TimeSpan> write)
    {
        if (Checks.ModelComplaint(exchange) is { } complaint)
        {
            await exchange.SendErrorAsync(complaint.Status, complaint.Message).ConfigureAwait(false);
            return;
        }
        var (model, time) = (exchange.Sim.Shelf.Find(exchange.Request.Model)!, exchange.Sim.Options.Time);
        exchange.Suffer((exchange.Step ?? Answer.Usual).For(exchange.Request, model.Answer).Fault);
        if (await exchange.RefusesAsync().ConfigureAwait(false)) return;
        var arrivedAt = time.GetTimestamp();
        using var lease = await Loading.EnterAsync(exchange, model).ConfigureAwait(false);
        if (lease is null) return;
        exchange.Request.NoteAnswering();
        if (exchange.Fault.Before is BeforeHeaders.Silence) await exchange.SilenceAsync().ConfigureAwait(false);
        var vectors = inputs.Select(input => VectorOf(input, LengthOf(exchange.Request, model))).ToList();
        await exchange.SendJsonAsync(json => write(json, vectors, time.GetElapsedTime(arrivedAt), lease.LoadDuration)).ConfigureAwait(false);
    }

    private static int LengthOf(SimRequest request, SimModel model) =>
        request.Field("dimensions") is { ValueKind: JsonValueKind.Number } wanted && wanted.TryGetInt32(out var length) && length > 0
            ? Math.Min(length, model.EmbeddingLength)
            : model.EmbeddingLength;

    private static string[] Inputs(JsonElement? input) => input switch
    {
        { ValueKind: JsonValueKind.String } one => one.GetString() is { Length: > 0 } text ? [text] : [],
        { ValueKind: JsonValueKind.Array } many =>
            [.. many.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.String ? item.GetString()! : item.GetRawText())],
        _ => [],
    };

    private static int CountOf(SimRequest request) => Inputs(request.Field("input")).Sum(Tokens.Count);

    /// <summary>Of length 1, as Ollama gives it.</summary>
    private static float[] VectorOf(string text, int length)
    {
        var vector = new float[length];
        var seed = Vocabulary.Hash(text);
        for (var index = 0; index < length; index++) vector[index] = (int)((seed = Vocabulary.Hash("e", seed)) % 2001) - 1000;
        var norm = MathF.Sqrt(vector.Sum(value => value * value));
        return norm == 0 ? vector : [.. vector.Select(value => value / norm)];
    }

    private static void WriteVector(GoJson json, float[] vector)
    {
        json.Open('[');
        foreach (var value in vector) json.Raw(Shortest(value));
        json.Close(']');
    }

    /// <summary>As Go writes it: the fewest digits that mean this very number, without an exponent.</summary>
    private static string Shortest(float value) =>
        decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private static void WriteOpenAi(GoJson json, float[] vector, int index, bool asBase64)
    {
        json.Open().Field("object", "embedding").Name("embedding");
        if (asBase64) json.Text(Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())));
        else WriteVector(json, vector);
        json.Field("index", index).Close();
    }
}
