namespace Conductor.Benchmarks.Actors;

/// <summary>The kernel against System.Threading.Channels written by hand.</summary>
internal static class ActorSuite
{
    private static readonly Dictionary<string, Comparison> Rows = new()
    {
        ["pingpong1"] = PingPong.Row(pairs: 1, faster: 2.0),
        ["pingpong4"] = PingPong.Row(pairs: 4, faster: 2.5),
        ["tell"] = TellStorm.Row(),
        ["spawn"] = Spawning.SpawnRow(),
        ["stop"] = Spawning.StopRow(),
        ["ask"] = Asking.Row(),
    };

    public static async Task<int> RunAsync(string[] names)
    {
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} processors, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC; medians of 5");
        Comparison.PrintHeader();
        var met = true;
        foreach (var (name, row) in Rows)
            if (names.Length == 0 || names.Contains(name)) met &= await row.RunAsync();
        if (names.Length == 0 || names.Contains("idle")) met &= await Idling.RunAsync();
        return met ? 0 : 1;
    }
}
