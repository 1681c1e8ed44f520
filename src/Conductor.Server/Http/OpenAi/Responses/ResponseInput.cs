using System.Text.Json;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.OpenAi.Responses;

/// <summary>
/// The items of a request's input as the messages of a chat: what a model has called stands in one message of its own, what came of it in messages after it.
/// For one reader, once.
/// </summary>
internal sealed class ResponseInput : IDisposable
{
    private readonly OutputBuffer _messages = new();
    private bool _isInCalls;
    private string _thinking = "";

    /// <summary>What is wrong with it; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Messages so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds what the operator of the application says.</summary>
    public void AddInstructions(string text) => AddMessage("system", text);

    /// <summary>Reads all items; a text alone is one of the user's.</summary>
    public void Read(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String)
            AddMessage("user", JsonPieces.Text(input));
        else if (input.ValueKind == JsonValueKind.Array)
            foreach (var item in input.EnumerateArray())
                ReadItem(item);
        else
            Problem = JsonFault.WrongType(input, "ResponsesRequest.input", "string");
    }

    /// <summary>The messages, as <c>/v1/chat/completions</c> takes them.</summary>
    public JsonElement ToMessages()
    {
        EndCalls();
        _messages.Raw("]"u8);
        return JsonElement.Parse(_messages.Written.Span);
    }

    public void Dispose() => _messages.Dispose();

    private void ReadItem(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            Problem ??= JsonFault.WrongType(item, "ResponsesRequest.input", "openai.ResponsesInputItem");
            return;
        }
        switch (Text(item, "type"))
        {
            case "" or "message":
                ReadMessage(item);
                break;
            case "function_call":
                ReadCall(item);
                break;
            case "function_call_output":
                ReadOutput(item);
                break;
            case "reasoning":
                _thinking += Joined(item, "summary") + Joined(item, "content");
                break;
            case var other:
                Problem ??= $"unknown input item type: {other}";
                break;
        }
    }

    private void ReadMessage(JsonElement item)
    {
        if (!item.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.String)
        {
            AddMessage(Text(item, "role"), content.ValueKind == JsonValueKind.String ? JsonPieces.Text(content) : "");
            return;
        }
        Open(Text(item, "role"));
        _messages.Raw(",\"content\":["u8);
        var isFirst = true;
        foreach (var part in content.ValueKind == JsonValueKind.Array ? content.EnumerateArray() : default)
        {
            if (!isFirst)
                _messages.Raw(","u8);
            isFirst = false;
            WritePart(part);
        }
        _messages.Raw("]}"u8);
    }

    private void WritePart(JsonElement part)
    {
        switch (part.ValueKind == JsonValueKind.Object ? Text(part, "type") : "")
        {
            case "input_text" or "output_text" or "text":
                _messages.Raw("{\"type\":\"text\",\"text\":"u8);
                GoText.WriteQuoted(_messages, Text(part, "text"));
                _messages.Raw("}"u8);
                break;
            case "input_image":
                _messages.Raw("{\"type\":\"image_url\",\"image_url\":{\"url\":"u8);
                GoText.WriteQuoted(_messages, Text(part, "image_url"));
                _messages.Raw("}}"u8);
                break;
            case var other:
                Problem ??= $"unknown content type: {other}";
                _messages.Raw("{\"type\":\"text\",\"text\":\"\"}"u8);
                break;
        }
    }

    private void ReadCall(JsonElement item)
    {
        if (!_isInCalls)
        {
            Open("assistant");
            _messages.Raw(",\"content\":\"\",\"tool_calls\":["u8);
        }
        else
        {
            _messages.Raw(","u8);
        }
        _isInCalls = true;
        _messages.Raw("{\"type\":\"function\",\"id\":"u8);
        GoText.WriteQuoted(_messages, Text(item, "call_id"));
        _messages.Raw(",\"function\":{\"name\":"u8);
        GoText.WriteQuoted(_messages, Text(item, "name"));
        _messages.Raw(",\"arguments\":"u8);
        GoText.WriteQuoted(_messages, Text(item, "arguments"));
        _messages.Raw("}}"u8);
    }

    private void ReadOutput(JsonElement item)
    {
        Open("tool");
        _messages.Raw(",\"tool_call_id\":"u8);
        GoText.WriteQuoted(_messages, Text(item, "call_id"));
        _messages.Raw(",\"content\":"u8);
        GoText.WriteQuoted(_messages, item.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Array ? Joined(item, "output") : Text(item, "output"));
        _messages.Raw("}"u8);
    }

    private void AddMessage(string role, string text)
    {
        Open(role);
        _messages.Raw(",\"content\":"u8);
        GoText.WriteQuoted(_messages, text);
        _messages.Raw("}"u8);
    }

    private void Open(string role)
    {
        EndCalls();
        _messages.Raw(Count++ == 0 ? "[{\"role\":"u8 : ",{\"role\":"u8);
        GoText.WriteQuoted(_messages, role.Length == 0 ? "user" : role);
        if (role == "assistant" && _thinking.Length > 0)
        {
            _messages.Raw(",\"reasoning\":"u8);
            GoText.WriteQuoted(_messages, _thinking);
            _thinking = "";
        }
    }

    private void EndCalls()
    {
        if (_isInCalls)
            _messages.Raw("]}"u8);
        _isInCalls = false;
    }

    private static string Joined(JsonElement item, string field) => item.TryGetProperty(field, out var parts) && parts.ValueKind == JsonValueKind.Array
        ? string.Concat(parts.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Object ? Text(part, "text") : ""))
        : "";

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonPieces.Text(value) : "";
}
