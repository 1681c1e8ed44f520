using System.Globalization;
using System.Text.Json;

namespace Conductor.Cli.Traces;

/// <summary>The last turns for a person, a line each: when, which, what became of it.</summary>
internal sealed class RecentTurns
{
    private readonly OrderedDictionary<string, (JsonElement Began, JsonElement Last)> _turns = [];

    /// <summary>Takes a step; they come in the order of each turn.</summary>
    public void Take(JsonElement step)
    {
        var turn = step.GetProperty("turn").GetString()!;
        _turns[turn] = (_turns.TryGetValue(turn, out var known) ? known.Began : step, step);
    }

    /// <summary>The lines, the oldest turn first.</summary>
    public IEnumerable<string> Lines => _turns.Select(turn => string.Create(
        CultureInfo.InvariantCulture,
        $"{turn.Value.Began.GetProperty("at").GetDateTimeOffset().ToLocalTime():HH:mm:ss}  {turn.Key}  {turn.Value.Began.GetProperty("name").GetString(),-28}  {Now(turn.Value.Last)}"));

    private static string Now(JsonElement last) =>
        last.GetProperty("step").ValueEquals("ended") ? TraceView.EndOf(last) : $"runs: {last.GetProperty("name").GetString()}";
}
