using System.Text.Json;

namespace Conductor.Cli.Doctoring;

/// <summary>Says the doctor's findings, as they come or as JSON at the end.</summary>
internal static class DoctorReport
{
    private static readonly bool HasColours = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static async Task SayAsync(Finding finding)
    {
        var (mark, colour) = finding.Gravity switch
        {
            Gravity.Good => ("ok     ", 32),
            Gravity.Note => ("note   ", 36),
            Gravity.Warning => ("warning", 33),
            _ => ("BROKEN ", 31),
        };
        await Console.Out.WriteLineAsync($"{(HasColours ? $"\e[{colour}m{mark}\e[0m" : mark)} {finding.Place}: {Indented(finding.What)}");
        if (finding.Remedy is { } remedy)
            await Console.Out.WriteLineAsync($"        -> {Indented(remedy)}");
    }

    public static async Task SumUpAsync(IReadOnlyCollection<Finding> findings)
    {
        var (broken, warnings) = (findings.Count(one => one.Gravity == Gravity.Broken), findings.Count(one => one.Gravity == Gravity.Warning));
        await Console.Out.WriteLineAsync((broken, warnings) switch
        {
            (0, 0) => "Everything is well.",
            (0, _) => $"Everything works; {warnings} could be better.",
            _ => $"{broken} broken, {warnings} could be better.",
        });
    }

    public static string Json(IEnumerable<Finding> findings)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("gravity", finding.Gravity.ToString().ToLowerInvariant());
                json.WriteString("place", finding.Place);
                json.WriteString("what", finding.What);
                json.WriteString("remedy", finding.Remedy);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    // A mistake in a file comes with the line it stands on.
    private static string Indented(string text) => text.ReplaceLineEndings($"{Environment.NewLine}        ");
}
