using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Core.Models;

namespace Conductor.Backends.Requests;

/// <summary>
/// What a request in Ollama's terms asks for, read for drivers that speak other tongues. What was not given, or has a wrong type, is
/// null or empty: nothing is invented that the caller did not send.
/// </summary>
internal sealed class AskedOptions
{
    private readonly JsonElement _options;

    public AskedOptions(ModelRequest request)
    {
        _options = request.Parameter("options") is { ValueKind: JsonValueKind.Object } options ? options : default;
        Format = request.Parameter("format") is { ValueKind: JsonValueKind.String or JsonValueKind.Object } format && JsonText.Read(format) != "" ? format : null;
        Tools = request.Parameter("tools") is { ValueKind: JsonValueKind.Array } tools ? [.. tools.EnumerateArray()] : [];
        Think = request.Parameter("think");
        Stops = Option("stop") switch
        {
            { ValueKind: JsonValueKind.String } stop => Texts([stop]),
            { ValueKind: JsonValueKind.Array } stops => Texts(stops.EnumerateArray()),
            _ => [],
        };
    }

    public double? Temperature => Number("temperature");

    public double? TopP => Number("top_p");

    public long? TopK => Whole("top_k");

    public long? Seed => Whole("seed");

    public double? FrequencyPenalty => Number("frequency_penalty");

    public double? PresencePenalty => Number("presence_penalty");

    /// <summary>Longest answer in tokens; Ollama's zero and negative values mean no limit.</summary>
    public long? MaxTokens => Whole("num_predict") is > 0 and var limit ? limit : null;

    public IReadOnlyList<string> Stops { get; }

    /// <summary><c>"json"</c> or a schema.</summary>
    public JsonElement? Format { get; }

    public IReadOnlyList<JsonElement> Tools { get; }

    /// <summary>True, false, or how hard.</summary>
    public JsonElement? Think { get; }

    /// <summary>The value of an option of any name; null where the caller did not give it.</summary>
    public JsonElement? Option(string name) =>
        _options.ValueKind == JsonValueKind.Object && _options.TryGetProperty(name, out var value) ? value : null;

    private double? Number(string name) => Option(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    private long? Whole(string name) => Option(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    private static List<string> Texts(IEnumerable<JsonElement> values) => [.. values.Select(JsonText.Read).OfType<string>().Where(text => text.Length > 0)];
}
