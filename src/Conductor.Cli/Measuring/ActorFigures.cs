using System.Runtime;

namespace Conductor.Cli.Measuring;

/// <summary>The actor kernel against System.Threading.Channels written by hand, in one process and one run.</summary>
internal static class ActorFigures
{
    private const string Idle = "idle";

    private static readonly Dictionary<string, Func<Comparison>> Rows = new()
    {
        ["pingpong1"] = () => PingPong.Row(pairs: 1, faster: 2.0),
        ["pingpong4"] = () => PingPong.Row(pairs: 4, faster: 2.5),
        ["tell"] = TellStorm.Row,
        ["spawn"] = Spawning.SpawnRow,
        ["stop"] = Spawning.StopRow,
        ["ask"] = Asking.Row,
    };

    /// <summary>The names that a row can be asked for by, in the order of the table.</summary>
    public static IReadOnlyList<string> Names => [.. Rows.Keys, Idle];

    /// <summary>Measures the rows of these names, all without any, and prints each as soon as it is known. True when all goals are met.</summary>
    public static async Task<bool> PrintAsync(IReadOnlyCollection<string> names, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(
            $".NET {Environment.Version}, {Environment.ProcessorCount} processors, {(GCSettings.IsServerGC ? "server" : "workstation")} GC; medians of {Comparison.Rounds}");
        await Comparison.PrintHeaderAsync(output);
        var met = true;
        foreach (var (name, row) in Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsWanted(name)) met &= await row().RunAsync(output);
        }
        if (IsWanted(Idle)) met &= await Idling.RunAsync(output, cancellationToken);
        return met;

        bool IsWanted(string name) => names.Count == 0 || names.Contains(name);
    }
}
