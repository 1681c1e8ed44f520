using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>
/// Reads the fields of one request, in whatever order they come. Of a field that comes twice the last counts, as in Go. What
/// Conductor acts upon is checked, and what a host would take for its own failure; the rest is the host's to judge.
/// </summary>
internal sealed class OllamaFields(RequestShape shape)
{
    private readonly List<KeyValuePair<string, JsonElement>> _parameters = [];
    private readonly string _type = shape == RequestShape.Chat ? "ChatRequest" : "GenerateRequest";
    private List<ChatMessage> _messages = [];
    private string _model = "";
    private string _prompt = "";

    /// <summary>What is wrong with the request; null while nothing is.</summary>
    public Refusal? Problem { get; private set; }

    /// <summary>The answer is to come line by line.</summary>
    public bool Stream { get; private set; } = true;

    /// <summary>What is asked.</summary>
    public ModelRequest Request => new() { Model = _model, Shape = shape, Messages = _messages, Prompt = _prompt, Parameters = _parameters };

    /// <summary>Reads all fields of a body.</summary>
    public static OllamaFields Of(RequestShape shape, JsonElement body)
    {
        var fields = new OllamaFields(shape);
        foreach (var field in body.EnumerateObject())
            fields.Read(JsonPieces.Name(field), field.Value);
        return fields;
    }

    private void Read(string name, JsonElement value)
    {
        // Go's decoder does not mind the case of a name.
        switch (name.ToLowerInvariant())
        {
            case "model":
                _model = Text(value, "model");
                break;
            case "stream":
                ReadStream(value);
                break;
            case "messages" when shape == RequestShape.Chat:
                ReadMessages(value);
                break;
            case "prompt" when shape == RequestShape.Generate:
                _prompt = Text(value, "prompt");
                break;
            case "messages" or "prompt":
                break;
            default:
                Problem ??= FieldTypes.Fault(shape, name.ToLowerInvariant(), value);
                _parameters.Add(new(name, value));
                break;
        }
    }

    private void ReadStream(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null)
            Stream = value.ValueKind != JsonValueKind.False;
        else
            Complain(value, "stream", "bool");
    }

    private void ReadMessages(JsonElement value)
    {
        _messages = [];
        if (value.ValueKind == JsonValueKind.Null)
            return;
        if (value.ValueKind != JsonValueKind.Array)
        {
            Complain(value, "messages", "[]api.Message");
            return;
        }
        foreach (var message in value.EnumerateArray())
        {
            if (message.ValueKind == JsonValueKind.Object)
                _messages.Add(ReadMessage(message));
            else
                Complain(message, "messages", "api.Message");
        }
    }

    private ChatMessage ReadMessage(JsonElement message)
    {
        var (role, content) = ("", "");
        List<KeyValuePair<string, JsonElement>> fields = [];
        foreach (var field in message.EnumerateObject())
        {
            var name = JsonPieces.Name(field);
            if (name.Equals("role", StringComparison.OrdinalIgnoreCase))
                role = Text(field.Value, "messages.role").ToLowerInvariant();
            else if (name.Equals("content", StringComparison.OrdinalIgnoreCase))
                content = Text(field.Value, "messages.content");
            else
                fields.Add(new(name, field.Value));
        }
        return new ChatMessage(role, content) { Fields = fields };
    }

    private string Text(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.String)
            return JsonPieces.Text(value);
        if (value.ValueKind != JsonValueKind.Null)
            Complain(value, field, "string");
        return "";
    }

    private void Complain(JsonElement value, string field, string wanted) => 
        Problem ??= new Refusal(StatusCodes.Status400BadRequest, JsonFault.WrongType(value, $"{_type}.{field}", wanted));
}
