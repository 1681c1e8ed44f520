using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.OpenAi;

/// <summary>
/// Collects what a request of the OpenAI API says besides its messages, in Ollama's terms. Nothing is invented: what the caller did not
/// say is left to the model. What has no place in Ollama's terms is kept under its own name, for hosts that know it.
/// </summary>
internal sealed class OllamaTerms
{
    private readonly List<KeyValuePair<string, JsonElement>> _parameters = [];
    private readonly OrderedDictionary<string, JsonElement> _options = [];

    /// <summary>Adds a field beside the messages.</summary>
    public void Add(string name, JsonElement value) => _parameters.Add(new(name, value));

    /// <summary>Adds a field whose value is made here.</summary>
    public void Add(string name, ReadOnlySpan<byte> json) => Add(name, JsonElement.Parse(json));

    /// <summary>Adds an option for the model.</summary>
    public void AddOption(string name, JsonElement value) => _options[name] = value;

    /// <summary>Adds the options of a caller who speaks Ollama's terms here too.</summary>
    public void AddOptions(JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object)
            return;
        foreach (var option in options.EnumerateObject())
            AddOption(JsonPieces.Name(option), option.Value);
    }

    /// <summary>Adds where the answer is to stop: a text, or a list of them.</summary>
    public void AddStop(JsonElement stop)
    {
        if (stop.ValueKind != JsonValueKind.String)
        {
            AddOption("stop", stop);
            return;
        }
        using var list = new OutputBuffer();
        list.Raw("["u8);
        list.Raw(JsonMarshal.GetRawUtf8Value(stop));
        list.Raw("]"u8);
        AddOption("stop", JsonElement.Parse(list.Written.Span));
    }

    /// <summary>Adds the form of the answer: any JSON, or JSON of a schema.</summary>
    public void AddFormat(JsonElement format)
    {
        if (format.ValueKind != JsonValueKind.Object || !format.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            return;
        if (type.ValueEquals("json_object"))
            Add("format", "\"json\""u8);
        else if (type.ValueEquals("json_schema") && format.TryGetProperty("json_schema", out var wrapped)
            && wrapped.ValueKind == JsonValueKind.Object && wrapped.TryGetProperty("schema", out var schema))
            Add("format", schema);
        // A host that speaks this API is given its name and strictness too.
        Add("response_format", format);
    }

    /// <summary>Adds how hard to think.</summary>
    /// <returns>False for a word that means nothing.</returns>
    public bool TryAddEffort(JsonElement effort)
    {
        var word = effort.ValueKind == JsonValueKind.String ? JsonPieces.Text(effort) : "";
        ReadOnlySpan<byte> think = word switch
        {
            "none" => "false"u8,
            "minimal" or "low" => "\"low\""u8,
            "medium" => "\"medium\""u8,
            "high" => "\"high\""u8,
            "xhigh" or "max" => "\"max\""u8,
            _ => default,
        };
        if (!think.IsEmpty)
            Add("think", think);
        return !think.IsEmpty || word.Length == 0;
    }

    /// <summary>All that was collected, as fields of a request.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> ToParameters()
    {
        if (_options.Count == 0)
            return _parameters;
        using var options = new OutputBuffer();
        options.Raw("{"u8);
        foreach (var (name, value) in _options)
        {
            if (options.Length > 1)
                options.Raw(","u8);
            GoText.WriteQuoted(options, name);
            options.Raw(":"u8);
            options.Raw(JsonMarshal.GetRawUtf8Value(value));
        }
        options.Raw("}"u8);
        return [.. _parameters, new("options", JsonElement.Parse(options.Written.Span))];
    }
}
