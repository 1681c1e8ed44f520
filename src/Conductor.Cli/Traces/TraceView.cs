using System.Globalization;
using System.Text.Json;

namespace Conductor.Cli.Traces;

/// <summary>The steps of a turn for a person: a line for each, with the time since its beginning.</summary>
internal sealed class TraceView
{
    private readonly Dictionary<string, DateTimeOffset> _begun = [];
    private readonly Dictionary<string, double> _streamed = [];

    /// <summary>The line for a step; null for one that is not worth a line.</summary>
    public string? Line(JsonElement step)
    {
        var (turn, name) = (Text(step, "turn"), Text(step, "name"));
        if (step.GetProperty("step").ValueEquals("progress"))
            return Progress(turn, name, step);
        var at = step.GetProperty("at").GetDateTimeOffset();
        switch (Text(step, "step"))
        {
            case "began":
                _begun[turn] = at;
                return $"{turn} {name}";
            case "routed":
                return Timed(turn, at, string.Join(' ', new[] { name, Text(step, "host"), Text(step, "reason") }.Where(word => word.Length > 0)));
            case "stage_over":
                if (name == "stream")
                    _streamed[turn] = step.GetProperty("seconds").GetDouble();
                return Timed(turn, at, $"{name,-8} {Time(step)}");
            case "ended":
                var line = Timed(turn, at, $"{EndOf(step)}{Speed(turn, step)}{Why(step)}");
                _begun.Remove(turn);
                _streamed.Remove(turn);
                return line;
            default:
                return null;
        }
    }

    /// <summary>How a turn ended, after how long, where, and with how many tokens.</summary>
    public static string EndOf(JsonElement step) => $"{Text(step, "name")} after {Time(step)}{Where(step)}{Tokens(step)}";

    private static string Progress(string turn, string stage, JsonElement step) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {turn[^Math.Min(4, turn.Length)..]} {"",9}    {stage,-8} for {Time(step)}{(stage == "stream" ? $", {step.GetProperty("pieces").GetInt64()} pieces, {step.GetProperty("pieces_per_second").GetDouble():0.#} a second" : "")}");

    // Tokens by the host's own count, over the time in which they came.
    private string Speed(string turn, JsonElement step) =>
        step.TryGetProperty("output_tokens", out var tokens) && _streamed.TryGetValue(turn, out var seconds) && seconds > 0
            ? string.Create(CultureInfo.InvariantCulture, $", {tokens.GetInt64() / seconds:0.#} tokens/s")
            : "";

    private string Timed(string turn, DateTimeOffset at, string text) => string.Create(
        CultureInfo.InvariantCulture, $"  {turn[^Math.Min(4, turn.Length)..]} {(at - _begun.GetValueOrDefault(turn, at)).TotalSeconds,9:0.000} s  {text}");

    private static string Where(JsonElement step) => Text(step, "host") is { Length: > 0 } host ? $" on {host} by {Text(step, "model")}" : "";

    private static string Tokens(JsonElement step) =>
        step.TryGetProperty("output_tokens", out var output) && step.TryGetProperty("input_tokens", out var input) ? $", {input} tokens in, {output} out" : "";

    private static string Why(JsonElement step) => Text(step, "reason") is { Length: > 0 } reason ? $": {reason}" : "";

    private static string Time(JsonElement step)
    {
        if (!step.TryGetProperty("seconds", out var value))
            return "";
        var seconds = value.GetDouble();
        return seconds < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.0} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
