using System.Text.Json;
using Conductor.Cli.Tests.Running;

namespace Conductor.Cli.Tests.Killing;

/// <summary>What a data directory holds, as <c>conductor export</c> tells it: while no conductor runs.</summary>
internal sealed class KeptLog
{
    /// <summary>What was said, in the order of the log.</summary>
    public List<string> Prompts { get; } = [];

    /// <summary>Each turn that has ended, with the text that was kept of it.</summary>
    public Dictionary<Guid, string> Answers { get; } = [];

    /// <summary>How each turn ended that did not end well.</summary>
    public Dictionary<Guid, string> BadEnds { get; } = [];

    /// <summary>The turn of each thing that was said.</summary>
    public Dictionary<string, Guid> TurnOf { get; } = [];

    /// <summary>Turns that have ended, repeats included.</summary>
    public int Ended { get; private set; }

    /// <summary>Turns that were begun once more, after a crash.</summary>
    public int BegunAgain { get; private set; }

    public static async Task<KeptLog> ReadAsync(CommandLine conductor, params string[] options)
    {
        var export = await conductor.RunAsync(["export", .. options]);
        Assert.Equal(0, export.ExitCode);
        Assert.DoesNotContain("damaged", export.Error, StringComparison.Ordinal);
        var (log, heads) = (new KeptLog(), new Dictionary<Guid, long>());
        foreach (var line in export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            var conversation = json.RootElement.GetProperty("conversation").GetGuid();
            var number = json.RootElement.GetProperty("number").GetInt64();
            Assert.True(number == heads.GetValueOrDefault(conversation) + 1, $"{conversation}: {number} comes after {heads.GetValueOrDefault(conversation)}");
            heads[conversation] = number;
            log.Take(json.RootElement.GetProperty("kind").GetString()!, json.RootElement.GetProperty("event"));
        }
        return log;
    }

    /// <summary>All that was accepted is here, once.</summary>
    public void Holds(IEnumerable<string> accepted, string when)
    {
        Assert.Equal(Prompts.Count, Prompts.Distinct().Count());
        var lost = accepted.Except(Prompts).ToList();
        Assert.True(lost.Count == 0, $"{when}: lost {string.Join("; ", lost)}");
    }

    private void Take(string kind, JsonElement happened)
    {
        switch (kind)
        {
            case "prompt":
                var said = happened.GetProperty("message").GetProperty("content").GetString()!;
                Prompts.Add(said);
                TurnOf[said] = happened.GetProperty("turn").GetGuid();
                break;
            case "started":
                BegunAgain += happened.GetProperty("attempt").GetInt32() > 1 ? 1 : 0;
                break;
            case "ended":
                Ended++;
                var turn = happened.GetProperty("turn").GetGuid();
                Answers[turn] = happened.TryGetProperty("answer", out var answer) ? answer.GetProperty("content").GetString()! : "";
                if (happened.TryGetProperty("end", out var end) && end.GetString() != "Completed")
                    BadEnds[turn] = end.GetString()!;
                break;
        }
    }
}
