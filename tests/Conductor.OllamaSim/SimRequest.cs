using System.Text;
using System.Text.Json;

namespace Conductor.OllamaSim;

/// <summary>How a request ended.</summary>
public enum SimEnding
{
    /// <summary>It is still being answered.</summary>
    Open,

    /// <summary>Answered whole, refusals and errors of the API included.</summary>
    Completed,

    /// <summary>The client closed the connection before the answer was whole.</summary>
    ClientClosed,

    /// <summary>A scripted fault cut, reset or spoiled the answer.</summary>
    Faulted,

    /// <summary>The simulator was killed or disposed meanwhile.</summary>
    Killed,
}

/// <summary>One message of a chat, reduced to its text.</summary>
/// <param name="Role">Who speaks: <c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Content">The text; parts of an OpenAI message are joined by a new line.</param>
public sealed record SimMessage(string Role, string Content);

/// <summary>
/// One request as it arrived, and how its answer goes. What arrived never changes; the counters grow while the answer is on its way.
/// Safe to read from any thread.
/// </summary>
public sealed partial class SimRequest
{
    private readonly Lazy<JsonElement?> _json;
    private readonly Lazy<IReadOnlyList<SimMessage>> _messages;

    internal SimRequest(SimConnection connection, string method, string target, SimHeaders headers, ReadOnlyMemory<byte> body, DateTimeOffset at)
    {
        (Connection, Method, Target, Headers, Body, ArrivedAt) = (connection, method, target, headers, body, at);
        var query = target.IndexOf('?', StringComparison.Ordinal);
        Path = query < 0 ? target : target[..query];
        _json = new(ParseBody);
        _messages = new(ReadMessages);
    }

    /// <summary>Its place in the order of arrival, from 1.</summary>
    public int Number { get; internal set; }

    /// <summary>The connection that it came on.</summary>
    public SimConnection Connection { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>Path and query as sent.</summary>
    public string Target { get; }

    /// <summary>The path without its query.</summary>
    public string Path { get; }

    /// <summary>The headers as sent.</summary>
    public SimHeaders Headers { get; }

    /// <summary>The body, transfer coding removed.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>When the body was complete.</summary>
    public DateTimeOffset ArrivedAt { get; }

    /// <summary>The body as JSON; null when it is not JSON.</summary>
    public JsonElement? Json => _json.Value;

    /// <summary>The model as the request spells it; empty when it names none.</summary>
    public string Model => StringField("model") is { Length: > 0 } model ? model : StringField("name") ?? "";

    /// <summary>Whether it asks a model for text: chat, generate and their OpenAI forms.</summary>
    public bool IsGeneration => Path is "/api/chat" or "/api/generate" or "/v1/chat/completions" or "/v1/completions";

    /// <summary>Whether the answer is to be streamed; what the API assumes when the request does not say.</summary>
    public bool Stream => Field("stream") is { ValueKind: JsonValueKind.True or JsonValueKind.False } stream
        ? stream.GetBoolean()
        : Path.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>The chat's messages; a single user message for a plain prompt; empty when there is neither.</summary>
    public IReadOnlyList<SimMessage> Messages => _messages.Value;

    /// <summary>The addresses of images in the messages of an OpenAI chat, in their order.</summary>
    public IReadOnlyList<string> ImageUrls => Field("messages") is { ValueKind: JsonValueKind.Array } messages
        ? [.. messages.EnumerateArray().SelectMany(PartsOf).Select(ImageUrl).OfType<string>()]
        : [];

    /// <summary>The text of the last user message or the prompt; empty when there is none.</summary>
    public string Prompt => Messages.LastOrDefault(message => message.Role is "user")?.Content ?? "";

    /// <summary>A field of the JSON body; null when it is absent or null, or the body is no object.</summary>
    public JsonElement? Field(string name) =>
        Json is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;

    /// <summary>A field of the body's <c>options</c>; null when it is absent.</summary>
    public JsonElement? Option(string name) =>
        Field("options") is { ValueKind: JsonValueKind.Object } options && options.TryGetProperty(name, out var value) ? value : null;

    /// <inheritdoc />
    public override string ToString() => $"#{Number} {Method} {Target} {Model} {Ending}";

    /// <summary>Whether it needs a model in memory: text or vectors, but not a load or an unload.</summary>
    internal bool NeedsAnswer => (IsGeneration && !IsLoadOnly) || Path is "/api/embed" or "/api/embeddings" or "/v1/embeddings";

    /// <summary>Whether it only loads or unloads its model.</summary>
    internal bool IsLoadOnly => Path is "/api/chat" or "/api/generate" && Messages.Count == 0
        && StringField("suffix") is null or "" && Field("images") is null;

    /// <summary>Whether the last bytes are on their way.</summary>
    internal bool IsFinishing { get; set; }

    /// <summary>Whether <c>NextAsync</c> may give it; guarded by the log.</summary>
    internal bool IsOffered { get; set; }

    internal string? StringField(string name) => Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private JsonElement? ParseBody()
    {
        try { return Body.IsEmpty ? null : JsonElement.Parse(Body.Span); }
        catch (JsonException) { return null; }
    }

    private IReadOnlyList<SimMessage> ReadMessages()
    {
        if (Field("messages") is { ValueKind: JsonValueKind.Array } messages)
            return [.. messages.EnumerateArray().Where(message => message.ValueKind is JsonValueKind.Object).Select(ReadMessage)];
        return StringField("prompt") is { Length: > 0 } prompt ? [new SimMessage("user", prompt)] : [];
    }

    private static SimMessage ReadMessage(JsonElement message) => new(
        message.TryGetProperty("role", out var role) && role.ValueKind is JsonValueKind.String ? role.GetString()! : "",
        message.TryGetProperty("content", out var content) ? TextOf(content) : "");

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(PartText).Where(text => text.Length > 0)),
        _ => "",
    };

    private static IEnumerable<JsonElement> PartsOf(JsonElement message) =>
        message.ValueKind is JsonValueKind.Object && message.TryGetProperty("content", out var content) && content.ValueKind is JsonValueKind.Array
            ? content.EnumerateArray()
            : [];

    private static string? ImageUrl(JsonElement part) =>
        part.ValueKind is not JsonValueKind.Object || !part.TryGetProperty("image_url", out var image) ? null
        : image.ValueKind is JsonValueKind.String ? image.GetString()
        : image.ValueKind is JsonValueKind.Object && image.TryGetProperty("url", out var url) ? url.GetString()
        : null;

    private static string PartText(JsonElement part) =>
        part.ValueKind is JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String
            ? text.GetString()!
            : "";
}
