using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.OpenAi;

/// <summary>Puts the messages of a chat into Ollama's terms: text is one string, images stand beside it, arguments are objects.</summary>
internal sealed class ChatMessages
{
    private readonly Dictionary<string, string> _toolNames = [];

    /// <summary>What is wrong with them; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads all of them.</summary>
    public List<ChatMessage> Read(JsonElement messages)
    {
        var read = new List<ChatMessage>();
        if (messages.ValueKind == JsonValueKind.Array)
            foreach (var message in messages.EnumerateArray())
                read.Add(ReadOne(message));
        else
            Problem = JsonFault.WrongType(messages, "ChatCompletionRequest.messages", "[]openai.Message");
        if (read.Count == 0)
            Problem ??= "[] is too short - 'messages'";
        return read;
    }

    private ChatMessage ReadOne(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            Problem ??= JsonFault.WrongType(message, "ChatCompletionRequest.messages", "openai.Message");
            return new ChatMessage("", "");
        }
        var role = Text(message, "role");
        var fields = new List<KeyValuePair<string, JsonElement>>();
        var content = ReadContent(message, fields);
        ReadCalls(message, fields);
        if (role == "tool")
            ReadResult(message, fields);
        AddThinking(message, fields);
        // What developers say is for the model what operators say.
        return new ChatMessage(role == "developer" ? "system" : role, content) { Fields = fields };
    }

    private string ReadContent(JsonElement message, List<KeyValuePair<string, JsonElement>> fields)
    {
        var content = message.TryGetProperty("content", out var given) ? given : default;
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                return JsonPieces.Text(content);
            case JsonValueKind.Array:
                var parts = new ContentParts();
                foreach (var part in content.EnumerateArray())
                    parts.Read(part);
                Problem ??= parts.Problem;
                if (parts.Images is { } images)
                    fields.Add(new("images", images));
                return parts.Text;
            case JsonValueKind.Undefined or JsonValueKind.Null:
                // Only a message that calls tools may say nothing.
                if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array)
                    Problem ??= "invalid message content type: <nil>";
                return "";
            default:
                Problem ??= "invalid message content type";
                return "";
        }
    }

    private void ReadCalls(JsonElement message, List<KeyValuePair<string, JsonElement>> fields)
    {
        if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array || calls.GetArrayLength() == 0)
            return;
        using var list = new OutputBuffer();
        list.Raw("["u8);
        foreach (var call in calls.EnumerateArray())
        {
            var function = call.ValueKind == JsonValueKind.Object && call.TryGetProperty("function", out var given) ? given : default;
            var (id, name, arguments) = (Text(call, "id"), Text(function, "name"), Text(function, "arguments"));
            _toolNames[id] = name;
            if (list.Length > 1)
                list.Raw(","u8);
            WriteCall(list, id, name, arguments);
        }
        list.Raw("]"u8);
        fields.Add(new("tool_calls", JsonElement.Parse(list.Written.Span)));
    }

    private void WriteCall(OutputBuffer list, string id, string name, string arguments)
    {
        list.Raw("{\"id\":"u8);
        GoText.WriteQuoted(list, id);
        list.Raw(",\"function\":{\"name\":"u8);
        GoText.WriteQuoted(list, name);
        list.Raw(",\"arguments\":"u8);
        list.Raw(ToolArguments.Object(arguments, out var isObject).Span);
        list.Raw("}}"u8);
        if (!isObject)
            Problem ??= "invalid tool call arguments";
    }

    private void ReadResult(JsonElement message, List<KeyValuePair<string, JsonElement>> fields)
    {
        var id = Text(message, "tool_call_id");
        var name = Text(message, "name") is { Length: > 0 } given ? given : _toolNames.GetValueOrDefault(id, "");
        AddText(fields, "tool_name", name);
        AddText(fields, "tool_call_id", id);
    }

    // One client calls it so, another so.
    private static void AddThinking(JsonElement message, List<KeyValuePair<string, JsonElement>> fields) =>
        AddText(fields, "thinking", Text(message, "reasoning") is { Length: > 0 } reasoning ? reasoning : Text(message, "reasoning_content"));

    private static void AddText(List<KeyValuePair<string, JsonElement>> fields, string name, string text)
    {
        if (text.Length == 0)
            return;
        using var quoted = new OutputBuffer();
        GoText.WriteQuoted(quoted, text);
        fields.Add(new(name, JsonElement.Parse(quoted.Written.Span)));
    }

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonPieces.Text(value) : "";
}
