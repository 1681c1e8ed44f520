using System.Globalization;
using System.Text.Json;

namespace Conductor.Cli.Traces;

/// <summary>The steps of a turn for a person: a line for each, with the time since its beginning.</summary>
internal sealed class TraceView
{
    private readonly Dictionary<string, DateTimeOffset> _begun = [];

    /// <summary>The line for a step; null for one that is not worth a line.</summary>
    public string? Line(JsonElement step)
    {
        var (turn, at, name) = (Text(step, "turn"), step.GetProperty("at").GetDateTimeOffset(), Text(step, "name"));
        switch (Text(step, "step"))
        {
            case "began":
                _begun[turn] = at;
                return $"{turn} {name}";
            case "routed":
                return Timed(turn, at, string.Join(' ', new[] { name, Text(step, "host"), Text(step, "reason") }.Where(word => word.Length > 0)));
            case "stage_over":
                return Timed(turn, at, $"{name,-8} {Time(step)}");
            case "ended":
                var line = Timed(turn, at, $"{name} after {Time(step)}{Where(step)}{Tokens(step)}{Why(step)}");
                _begun.Remove(turn);
                return line;
            default:
                return null;
        }
    }

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
