using System.Text.Json;
using System.Text.RegularExpressions;

namespace Conductor.OllamaSim.Api;

/// <summary>Values of the native API that have a wrong type: refused as Ollama does, some by its decoder (400), some only once the model is to be loaded (500).</summary>
internal static partial class WrongTypes
{
    private static readonly string[] Whole = ["num_keep", "seed", "num_predict", "top_k", "repeat_last_n", "num_ctx", "num_batch", "num_gpu", "main_gpu", "num_thread"];
    private static readonly string[] Real = ["top_p", "min_p", "typical_p", "temperature", "repeat_penalty", "presence_penalty", "frequency_penalty"];

    /// <summary>What the decoder says.</summary>
    public static (int Status, string Message)? Decoding(SimRequest request)
    {
        if (!IsNative(request)) return null;
        if (request.Field("keep_alive") is { ValueKind: JsonValueKind.String } keep && !Duration().IsMatch(keep.GetString()!))
            return (400, $"time: {(keep.GetString()!.All(char.IsAsciiDigit) && keep.GetString()!.Length > 0 ? "missing unit in" : "invalid")} duration \"{keep.GetString()}\"");
        if (request.Field("keep_alive") is { ValueKind: JsonValueKind.True or JsonValueKind.False }) return (400, "Unsupported type: 'bool'");
        if (request.Field("options") is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) } options)
            return (400, $"json: cannot unmarshal {Name(options)} into Go struct field {(request.Path is "/api/chat" ? "ChatRequest" : "GenerateRequest")}.options of type map[string]interface {{}}");
        if (request.Field("think") is { ValueKind: JsonValueKind.String } think && think.GetString() is not ("high" or "medium" or "low" or "max"))
            return (400, $"invalid think value: \"{think.GetString()}\" (must be \"high\", \"medium\", \"low\", \"max\", true, or false)");
        return null;
    }

    /// <summary>What is found out when the model is to be loaded.</summary>
    public static (int Status, string Message)? Loading(SimRequest request)
    {
        if (!IsNative(request)) return null;
        foreach (var name in Whole.Concat(Real))
            if (request.Option(name) is { ValueKind: not (JsonValueKind.Number or JsonValueKind.Null) })
                return (500, $"option \"{name}\" must be of type {(Real.Contains(name) ? "float32" : "integer")}");
        if (request.Option("stop") is { ValueKind: not (JsonValueKind.Array or JsonValueKind.Null) }) return (500, "option \"stop\" must be of type array");
        return request.Field("format") is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) } format && format.GetRawText() is not ("\"\"" or "\"json\"")
            ? (500, $"invalid format: \"{format.GetRawText().Replace("\"", "\\\"", StringComparison.Ordinal)}\"; expected \"json\" or a valid JSON Schema object")
            : null;
    }

    private static bool IsNative(SimRequest request) => request.Path is "/api/chat" or "/api/generate";

    private static string Name(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "bool" : value.ValueKind.ToString().ToLowerInvariant();

    [GeneratedRegex(@"^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();
}
