using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.OpenAi;

/// <summary>Log probabilities: a list beside the text in Ollama's terms, an object with a list in the OpenAI API's. Their items are the same.</summary>
internal static class Logprobs
{
    /// <summary>The items in fields that pass through.</summary>
    public static IEnumerable<JsonElement> In(JsonDocument extra) =>
        extra.RootElement.TryGetProperty("logprobs", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>Writes <c>,"logprobs":{"content":[…]}</c>; nothing when there are none.</summary>
    public static void Write(OutputBuffer output, IEnumerable<JsonElement> items)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            output.Raw(isFirst ? ",\"logprobs\":{\"content\":["u8 : ","u8);
            isFirst = false;
            JsonPieces.Write(output, JsonMarshal.GetRawUtf8Value(item));
        }
        if (!isFirst)
            output.Raw("]}"u8);
    }

    /// <summary>Writes those of a whole answer.</summary>
    public static void Write(OutputBuffer output, List<ReadOnlyMemory<byte>> extras)
    {
        var documents = extras.ConvertAll(static extra => JsonDocument.Parse(extra));
        Write(output, documents.SelectMany(In));
        documents.ForEach(static document => document.Dispose());
    }
}
