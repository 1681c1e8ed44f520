using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>A request of <c>/api/chat</c> or <c>/api/generate</c>: what is asked of the model, and how the caller wants the answer.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="Stream">Line by line, or as one object.</param>
internal sealed record OllamaCall(ModelRequest Request, bool Stream)
{
    /// <summary>Reads one. Only what Conductor acts upon is checked; the rest is the host's to judge.</summary>
    public static bool TryRead(
        RequestShape shape, JsonElement body, [NotNullWhen(true)] out OllamaCall? call, [NotNullWhen(false)] out Refusal? refusal)
    {
        var reading = new OllamaCallReader(shape);
        foreach (var field in body.EnumerateObject())
            reading.Read(JsonPieces.Name(field), field.Value);
        refusal = reading.Problem is { } problem ? new Refusal(StatusCodes.Status400BadRequest, problem) : null;
        call = refusal is null ? reading.Call : null;
        return refusal is null;
    }
}

/// <summary>Reads the fields of one request, in whatever order they come. Of a field that comes twice the last counts, as in Go.</summary>
internal sealed class OllamaCallReader(RequestShape shape)
{
    private readonly List<KeyValuePair<string, JsonElement>> _parameters = [];
    private readonly string _type = shape == RequestShape.Chat ? "ChatRequest" : "GenerateRequest";
    private List<ChatMessage> _messages = [];
    private string _model = "";
    private string _prompt = "";
    private bool _stream = true;

    /// <summary>What is wrong with the request; null while nothing is.</summary>
    public string? Problem { get; private set; }

    public OllamaCall Call => new(
        new ModelRequest { Model = _model, Shape = shape, Messages = _messages, Prompt = _prompt, Parameters = _parameters }, _stream);

    public void Read(string name, JsonElement value)
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
                _parameters.Add(new(name, value));
                break;
        }
    }

    private void ReadStream(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null)
            _stream = value.ValueKind != JsonValueKind.False;
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

    private void Complain(JsonElement value, string field, string wanted) => Problem ??= JsonFault.WrongType(value, $"{_type}.{field}", wanted);
}
