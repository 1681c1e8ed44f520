using System.Text.Json;
using Conductor.Core.Tracing;

namespace Conductor.Core.Models;

/// <summary>What is asked of a model: a chat, or a plain completion.</summary>
public enum RequestShape
{
    /// <summary>Messages in, one message out (Ollama's <c>/api/chat</c>).</summary>
    Chat,

    /// <summary>A prompt in, text out (Ollama's <c>/api/generate</c>).</summary>
    Generate,

    /// <summary>
    /// Texts in, their vectors out (Ollama's <c>/api/embed</c>). The texts are the parameter <c>input</c>; the answer's text is the object that an Ollama
    /// answers with, whole or not at all.
    /// </summary>
    Embed,

    /// <summary>One text in (the parameter <c>prompt</c>), one vector out, as it comes from the model: Ollama's older <c>/api/embeddings</c>.</summary>
    EmbedPrompt,
}

/// <summary>
/// One request to a model, immutable, lossless: what Conductor does not need to understand travels in <see cref="Parameters"/> as the
/// caller wrote it, in its order. The answer is always streamed; whoever wants it whole collects it.
/// </summary>
public sealed record ModelRequest
{
    /// <summary>The model's name as the host knows it.</summary>
    public required string Model { get; init; }

    /// <summary>Chat or completion.</summary>
    public RequestShape Shape { get; init; }

    /// <summary>The conversation so far, oldest first, the user's message last. Empty for <see cref="RequestShape.Generate"/>.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>The prompt of a <see cref="RequestShape.Generate"/> request; else empty.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>
    /// Every other top-level field of the request in Ollama's terms (<c>options</c>, <c>tools</c>, <c>format</c>, <c>keep_alive</c>,
    /// <c>think</c>, <c>system</c>, <c>suffix</c>, <c>raw</c>, <c>template</c>, <c>context</c>, <c>images</c>, …), never <c>model</c>,
    /// <c>messages</c>, <c>prompt</c> or <c>stream</c>.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Parameters { get; init; } = [];

    /// <summary>The trace that it belongs to, passed on to the host as headers; null for none. Not a part of the question.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>The answer is one document: nothing of it is there before all of it is.</summary>
    public bool IsEmbedding => Shape is RequestShape.Embed or RequestShape.EmbedPrompt;

    /// <summary>The value of a parameter, or null where the caller did not give it.</summary>
    public JsonElement? Parameter(string name)
    {
        foreach (var (key, value) in Parameters)
            if (key == name)
                return value;
        return null;
    }
}

/// <summary>One message of a conversation as a model sees it.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Content">Its text, possibly empty.</param>
public sealed record ChatMessage(string Role, string Content)
{
    /// <summary>Every other field in Ollama's terms (<c>images</c>, <c>tool_calls</c>, <c>tool_name</c>, <c>thinking</c>, …), as it came, in its order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Fields { get; init; } = [];
}
