using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>
/// What an Ollama refuses in fields that Conductor only passes on: values of a type that they cannot have, in its own words and with its own status. Looked at
/// before a host is asked, because for some of them an Ollama answers 500: the next host would be asked in vain, and each held for the one that failed.
/// </summary>
internal static partial class FieldTypes
{
    private const int LongestDuration = 128;
    private const string Text = "string";
    private const string Flag = "bool";

    private static readonly Dictionary<string, (JsonValueKind Kind, string Name)> OfBoth = new()
    {
        ["options"] = (JsonValueKind.Object, "map[string]interface {}"),
        ["truncate"] = (JsonValueKind.True, Flag),
        ["shift"] = (JsonValueKind.True, Flag),
        ["logprobs"] = (JsonValueKind.True, Flag),
        ["top_logprobs"] = (JsonValueKind.Number, "int"),
    };

    private static readonly Dictionary<string, (JsonValueKind Kind, string Name)> OfChat = new() { ["tools"] = (JsonValueKind.Array, "api.Tools") };

    private static readonly Dictionary<string, (JsonValueKind Kind, string Name)> OfGenerate = new()
    {
        ["suffix"] = (JsonValueKind.String, Text),
        ["system"] = (JsonValueKind.String, Text),
        ["template"] = (JsonValueKind.String, Text),
        ["context"] = (JsonValueKind.Array, "[]int"),
        ["raw"] = (JsonValueKind.True, Flag),
        ["images"] = (JsonValueKind.Array, "[]api.ImageData"),
    };

    private static readonly Dictionary<string, string> OptionTypes = Named("integer", "num_keep", "seed", "num_predict", "top_k", "repeat_last_n", "num_ctx", "num_batch", "num_gpu", "main_gpu", "num_thread")
        .Concat(Named("float32", "top_p", "min_p", "typical_p", "temperature", "repeat_penalty", "presence_penalty", "frequency_penalty"))
        .Concat(Named("boolean", "use_mmap")).Concat(Named("array", "stop"))
        .ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);

    /// <summary>Why an Ollama would refuse the field; null where it would not, or where it would say so itself with a status that is the caller's alone.</summary>
    /// <param name="shape">What is asked: a chat or a text.</param>
    /// <param name="name">The field, in lower case.</param>
    /// <param name="value">What it is given.</param>
    public static Refusal? Fault(RequestShape shape, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        var (type, own) = shape == RequestShape.Chat ? ("ChatRequest", OfChat) : ("GenerateRequest", OfGenerate);
        if ((OfBoth.TryGetValue(name, out var wanted) || own.TryGetValue(name, out wanted)) && Kind(value) != wanted.Kind)
            return Mine(JsonFault.WrongType(value, $"{type}.{name}", wanted.Name));
        return name switch
        {
            "options" => value.EnumerateObject().Select(option => OptionFault(JsonPieces.Name(option), option.Value)).FirstOrDefault(fault => fault is not null),
            "keep_alive" => KeepAliveFault(value),
            "format" => FormatFault(value),
            _ => null,
        };
    }

    /// <summary>Why an Ollama would refuse one option; null where it would not. Unknown ones are nobody's business: an Ollama logs them and goes on.</summary>
    public static Refusal? OptionFault(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null || !OptionTypes.TryGetValue(name, out var type))
            return null;
        var isRight = type switch
        {
            "boolean" => Kind(value) == JsonValueKind.True,
            "array" => value.ValueKind == JsonValueKind.Array,
            _ => value.ValueKind == JsonValueKind.Number,
        };
        if (!isRight)
            return Its($"option \"{name}\" must be of type {type}");
        return type == "array" && value.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String) ? Its($"option \"{name}\" must be of an array of strings") : null;
    }

    private static Refusal? KeepAliveFault(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => null,
        JsonValueKind.String => DurationFault(JsonPieces.Text(value)),
        JsonValueKind.Object => Mine("Unsupported type: 'map[string]interface {}'"),
        JsonValueKind.Array => Mine("Unsupported type: '[]interface {}'"),
        _ => Mine("Unsupported type: 'bool'"),
    };

    private static Refusal? DurationFault(string text)
    {
        if (text.Length > LongestDuration)
            return Mine("time: invalid duration");
        if (Duration().IsMatch(text))
            return null;
        var isBare = double.TryParse(text, CultureInfo.InvariantCulture, out _);
        return Mine($"time: {(isBare ? "missing unit in" : "invalid")} duration \"{text}\"");
    }

    private static Refusal? FormatFault(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object || (value.ValueKind == JsonValueKind.String && JsonPieces.Text(value) is "" or "json")
            ? null
            : Its($"invalid format: \"{value.GetRawText().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"; expected \"json\" or a valid JSON Schema object");

    private static JsonValueKind Kind(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private static IEnumerable<KeyValuePair<string, string>> Named(string type, params string[] names) => names.Select(name => KeyValuePair.Create(name, type));

    private static Refusal Mine(string words) => new(StatusCodes.Status400BadRequest, words);

    // What an Ollama finds out only when it is about to load the model it takes for its own failure.
    private static Refusal Its(string words) => new(StatusCodes.Status500InternalServerError, words);

    [GeneratedRegex(@"^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();
}
