using System.Text.Json;

namespace Conductor.House.Tests.Blocking;

/// <summary>One error of the compiler or an analyzer.</summary>
/// <param name="Path">The file, from the root of the copied tree.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Message">What it says.</param>
internal sealed record Objection(string Path, int Line, string Rule, string Message)
{
    /// <summary>Reads the errors of one project from the compiler's log in SARIF 2.1.</summary>
    public static async Task<IReadOnlyList<Objection>> ReadAsync(string log, string root)
    {
        var bytes = await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(bytes);
        return [.. document.RootElement.GetProperty("runs").EnumerateArray()
            .SelectMany(run => run.GetProperty("results").EnumerateArray())
            .Where(result => result.GetProperty("level").GetString() == "error" && !result.TryGetProperty("suppressions", out _))
            .Select(result => Read(result, root))];
    }

    private static Objection Read(JsonElement result, string root)
    {
        var rule = result.GetProperty("ruleId").GetString() ?? "";
        var message = result.GetProperty("message").GetProperty("text").GetString() ?? "";
        if (!result.TryGetProperty("locations", out var locations) || locations.GetArrayLength() == 0)
            return new Objection("", 0, rule, message);
        var place = locations[0].GetProperty("physicalLocation");
        var file = new Uri(place.GetProperty("artifactLocation").GetProperty("uri").GetString() ?? "").LocalPath;
        return new Objection(
            System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'),
            place.GetProperty("region").GetProperty("startLine").GetInt32(),
            rule, message);
    }
}
