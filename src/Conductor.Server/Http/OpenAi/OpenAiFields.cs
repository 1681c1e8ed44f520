using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Ollama;

namespace Conductor.Server.Http.OpenAi;

/// <summary>The fields that the chats and completions of the OpenAI API have in common, read one by one. Null is the same as absent.</summary>
internal sealed class OpenAiFields(string type)
{
    /// <summary>What is wrong with the request; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The model; empty where none is named.</summary>
    public string Model { get; private set; } = "";

    /// <summary>The answer is to come piece by piece.</summary>
    public bool Stream { get; private set; }

    /// <summary>The counts are to come at the end of the stream.</summary>
    public bool ShowsUsage { get; private set; }

    /// <summary>All the rest, in Ollama's terms.</summary>
    public OllamaTerms Terms { get; } = new();

    /// <summary>Notes what is wrong; the first thing counts.</summary>
    public void Complain(string? problem) => Problem ??= problem;

    /// <summary>Reads one field that both have.</summary>
    /// <returns>False when it is none of them.</returns>
    public bool TryRead(string name, JsonElement value)
    {
        switch (name)
        {
            case "model":
                Model = value.ValueKind == JsonValueKind.String ? JsonPieces.Text(value) : Wrong(value, name, "string");
                return true;
            case "stream":
                Stream = value.ValueKind == JsonValueKind.True;
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                    Wrong(value, name, "bool");
                return true;
            case "stream_options":
                ShowsUsage = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("include_usage", out var shows) && shows.ValueKind == JsonValueKind.True;
                return true;
            case "n" when value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var count) || count != 1:
                Complain("n must be 1: one answer is given to one request");
                return true;
            case "n":
                return true;
            default:
                return TryReadOption(name, value);
        }
    }

    private bool TryReadOption(string name, JsonElement value)
    {
        switch (name)
        {
            case "temperature" or "top_p" or "frequency_penalty" or "presence_penalty":
                AddNumber(name, name, value, "float64");
                return true;
            case "seed":
                AddNumber(name, name, value, "int");
                return true;
            case "max_tokens" or "max_completion_tokens":
                AddNumber(name, "num_predict", value, "int");
                return true;
            case "stop" when value.ValueKind != JsonValueKind.String && FieldTypes.OptionFault(name, value) is not null:
                Complain("invalid type for 'stop' field");
                return true;
            case "stop":
                Terms.AddStop(value);
                return true;
            case "options":
                Complain(FieldTypes.Fault(RequestShape.Chat, name, value)?.Message);
                Terms.AddOptions(value);
                return true;
            default:
                return false;
        }
    }

    // What a host could not take it would hold for its own failure.
    private void AddNumber(string name, string option, JsonElement value, string wanted)
    {
        if (value.ValueKind == JsonValueKind.Number)
            Terms.AddOption(option, value);
        else
            Wrong(value, name, wanted);
    }

    private string Wrong(JsonElement value, string name, string wanted)
    {
        Complain(JsonFault.WrongType(value, $"{type}.{name}", wanted));
        return "";
    }
}
