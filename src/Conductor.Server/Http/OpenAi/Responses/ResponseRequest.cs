using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.OpenAi.Responses;

/// <summary>
/// One request of <c>/v1/responses</c>, read field by field into Ollama's terms. It brings its whole conversation along: what refers to an earlier response
/// is refused, because none is kept.
/// </summary>
internal sealed class ResponseRequest
{
    private readonly OpenAiFields _fields = new("ResponsesRequest");
    private readonly Dictionary<string, JsonElement> _said = [];
    private List<ChatMessage> _messages = [];

    private ResponseRequest()
    {
    }

    /// <summary>What is wrong with it; null while nothing is.</summary>
    public string? Problem => _fields.Problem;

    /// <summary>The model; empty where none is named.</summary>
    public string Model => _fields.Model;

    /// <summary>The answer is to come as events.</summary>
    public bool Stream => _fields.Stream;

    /// <summary>What is asked.</summary>
    public ModelRequest ToModelRequest() => new() { Model = Model, Messages = _messages, Parameters = _fields.Terms.ToParameters() };

    /// <summary>What the caller said in a field, for the answer that repeats it; null where it said nothing.</summary>
    public JsonElement? Said(string field) => _said.TryGetValue(field, out var value) ? value : null;

    /// <summary>Reads a body.</summary>
    public static ResponseRequest Of(JsonElement body)
    {
        var request = new ResponseRequest();
        foreach (var field in body.EnumerateObject())
            if (field.Value.ValueKind != JsonValueKind.Null)
                request._said[JsonPieces.Name(field)] = field.Value;
        request.ReadAll();
        return request;
    }

    private void ReadAll()
    {
        foreach (var (name, value) in _said)
            Read(name, value);
        using var input = new ResponseInput();
        if (_said.TryGetValue("instructions", out var instructions) && instructions.ValueKind == JsonValueKind.String)
            input.AddInstructions(JsonPieces.Text(instructions));
        if (_said.TryGetValue("input", out var items))
            input.Read(items);
        var messages = new ChatMessages();
        _messages = input.Count == 0 ? [] : messages.Read(input.ToMessages());
        if (Model.Length == 0)
            _fields.Complain("model is required");
        _fields.Complain(input.Problem ?? messages.Problem ?? (_messages.Count == 0 ? "input is required" : null));
    }

    private void Read(string name, JsonElement value)
    {
        switch (name)
        {
            case "input" or "instructions" or "metadata" or "store" or "include" or "parallel_tool_calls" or "truncation" or "stream_options" or "tool_choice" or "background":
                break;
            case "previous_response_id" or "conversation" or "prompt":
                _fields.Complain($"{name} is not supported: responses are not kept here, send the whole conversation in input");
                break;
            case "max_output_tokens":
                _fields.Terms.AddOption("num_predict", value);
                break;
            case "tools":
                ReadTools(value);
                break;
            case "text" when value.ValueKind == JsonValueKind.Object:
                ReadFormat(value.TryGetProperty("format", out var format) ? format : default);
                break;
            case "reasoning" when value.ValueKind == JsonValueKind.Object:
                if (!_fields.Terms.TryAddEffort(value.TryGetProperty("effort", out var effort) ? effort : default))
                    _fields.Complain($"invalid reasoning value: '{JsonPieces.Text(effort)}' (must be \"high\", \"medium\", \"low\", \"max\", or \"none\")");
                break;
            default:
                if (!_fields.TryRead(name, value))
                    _fields.Terms.Add(name, value);
                break;
        }
    }

    // Tools of the service itself (web search and the like) are none that a model on a host could call.
    private void ReadTools(JsonElement tools)
    {
        if (tools.ValueKind != JsonValueKind.Array || (Said("tool_choice") is { ValueKind: JsonValueKind.String } choice && choice.ValueEquals("none")))
            return;
        using var list = new OutputBuffer();
        list.Raw("["u8);
        foreach (var tool in tools.EnumerateArray())
        {
            if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("type", out var type) || !type.ValueEquals("function"))
                continue;
            list.Raw(list.Length > 1 ? ",{\"type\":\"function\",\"function\":{"u8 : "{\"type\":\"function\",\"function\":{"u8);
            var start = list.Length;
            foreach (var field in tool.EnumerateObject().Where(field => !field.NameEquals("type")))
            {
                if (list.Length > start)
                    list.Raw(","u8);
                GoText.WriteQuoted(list, field.Name);
                list.Raw(":"u8);
                JsonPieces.Write(list, JsonMarshal.GetRawUtf8Value(field.Value));
            }
            list.Raw("}}"u8);
        }
        list.Raw("]"u8);
        if (list.Length > 2)
            _fields.Terms.Add("tools", list.Written.Span);
    }

    private void ReadFormat(JsonElement format)
    {
        if (format.ValueKind != JsonValueKind.Object || !format.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            return;
        if (type.ValueEquals("json_object"))
            _fields.Terms.Add("format", "\"json\""u8);
        else if (type.ValueEquals("json_schema") && format.TryGetProperty("schema", out var schema))
            _fields.Terms.Add("format", schema);
    }
}
