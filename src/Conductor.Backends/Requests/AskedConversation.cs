using System.Globalization;
using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.Requests;

/// <summary>A tool call that the model made earlier in the conversation.</summary>
internal sealed record AskedCall(string Id, string Name, JsonElement Arguments);

/// <summary>One message with everything that other tongues have a place for.</summary>
internal sealed record AskedMessage(string Role, string Content)
{
    /// <summary>What the model thought, for a message of its own.</summary>
    public string Thinking { get; init; } = "";

    public IReadOnlyList<InlineImage> Images { get; init; } = [];

    public IReadOnlyList<AskedCall> Calls { get; init; } = [];

    /// <summary>Which call a message of role <c>tool</c> answers.</summary>
    public string? CallId { get; init; }
}

/// <summary>
/// A request in Ollama's terms as a plain conversation: a completion becomes one message of the user. Ollama's tool calls may lack ids
/// and others insist on them, so each gets one by its place, and each result that of the first open call of its name.
/// </summary>
internal static class AskedConversation
{
    /// <summary>The messages, oldest first.</summary>
    public static IReadOnlyList<AskedMessage> Of(ModelRequest request)
    {
        if (request.Shape == RequestShape.Generate)
            return OfPrompt(request);
        var messages = new List<AskedMessage>(request.Messages.Count);
        var open = new List<AskedCall>();
        var count = 0;
        foreach (var message in request.Messages)
        {
            var calls = Calls(message, ref count);
            open.AddRange(calls);
            messages.Add(new AskedMessage(message.Role, message.Content)
            {
                Thinking = Field(message, "thinking") is { } thinking ? JsonText.Read(thinking) ?? "" : "",
                Images = Images(Field(message, "images")),
                Calls = calls,
                CallId = message.Role == "tool" ? TakeCall(open, message) : null,
            });
        }
        return messages;
    }

    /// <summary>
    /// A request that an Ollama answers without the model: an empty one only loads it, or lets it go. Null for any other.
    /// </summary>
    public static string? LoadReason(ModelRequest request)
    {
        var isEmpty = request.Shape == RequestShape.Chat ? request.Messages.Count == 0 : request.Prompt.Length == 0 && request.Parameter("suffix") is null;
        if (!isEmpty)
            return null;
        return request.Parameter("keep_alive") is { } keep && keep.GetRawText().Trim('"') is "0" or "0s" or "0m" ? "unload" : "load";
    }

    /// <summary>What no such host can do, refused in Ollama's words; null when there is nothing of the kind.</summary>
    public static Ending? Refusal(ModelRequest request) => request.IsEmbedding ? NoEmbeddings(request)
        : request.Parameter("suffix") is { ValueKind: JsonValueKind.String } suffix && JsonText.Read(suffix) is { Length: > 0 }
            ? new Ending(StreamEnd.BackendRefused, $"{request.Model} does not support insert", 400)
            : null;

    /// <summary>The refusal of a model that makes no vectors.</summary>
    public static Ending NoEmbeddings(ModelRequest request) => new(StreamEnd.BackendRefused, $"\"{request.Model}\" does not support embeddings", 400);

    private static List<AskedMessage> OfPrompt(ModelRequest request)
    {
        var messages = new List<AskedMessage>();
        if (request.Parameter("system") is { } system && JsonText.Read(system) is { Length: > 0 } text)
            messages.Add(new AskedMessage("system", text));
        messages.Add(new AskedMessage("user", request.Prompt) { Images = Images(request.Parameter("images")) });
        return messages;
    }

    private static List<AskedCall> Calls(ChatMessage message, ref int count)
    {
        var calls = new List<AskedCall>();
        if (Field(message, "tool_calls") is not { ValueKind: JsonValueKind.Array } array)
            return calls;
        foreach (var call in array.EnumerateArray())
        {
            if (!IsObject(call) || !call.TryGetProperty("function", out var function) || !IsObject(function))
                continue;
            var id = (call.TryGetProperty("id", out var given) ? JsonText.Read(given) : null) ?? "call_" + count.ToString(CultureInfo.InvariantCulture);
            var name = function.TryGetProperty("name", out var named) ? JsonText.Read(named) : null;
            calls.Add(new AskedCall(id, name ?? "", function.TryGetProperty("arguments", out var arguments) ? arguments : default));
            count++;
        }
        return calls;
    }

    private static string TakeCall(List<AskedCall> open, ChatMessage message)
    {
        if (Field(message, "tool_call_id") is { } given && JsonText.Read(given) is { Length: > 0 } id)
        {
            open.RemoveAll(call => call.Id == id);
            return id;
        }
        var name = Field(message, "tool_name") is { } named ? JsonText.Read(named) : null;
        var index = open.FindIndex(call => call.Name == name);
        var found = index >= 0 ? open[index] : open.FirstOrDefault();
        if (found is null)
            return "call_unknown";
        open.Remove(found);
        return found.Id;
    }

    private static List<InlineImage> Images(JsonElement? images) => images is { ValueKind: JsonValueKind.Array } array
        ? [.. array.EnumerateArray().Select(JsonText.Read).OfType<string>().Select(InlineImage.Of)]
        : [];

    private static JsonElement? Field(ChatMessage message, string name)
    {
        foreach (var (key, value) in message.Fields)
        {
            if (key == name)
                return value;
        }
        return null;
    }

    private static bool IsObject(JsonElement value) => value.ValueKind == JsonValueKind.Object;
}
