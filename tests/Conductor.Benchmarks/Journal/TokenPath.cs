using System.Globalization;
using Conductor.Actor;
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Core.Journal;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Benchmarks.Journal;

/// <summary>
/// The way of a token from a host to a reader: in a conversation that is kept on the disk, in one that is kept in memory only
/// (<c>journal.enabled = off</c>), and in a turn that nobody keeps. In turn, in one run, with the checkpoints that are the default.
/// </summary>
internal static class TokenPath
{
    private const int Rushed = 200_000;
    private const int Paced = 2_000;
    private const int Rounds = 9;

    private enum Keeping
    {
        Nothing,
        InMemory,
        OnDisk,
    }

    /// <summary>Tokens as fast as they are taken: what keeping costs when nothing else does.</summary>
    public static Task<bool> RushAsync(string place) => CompareAsync(place, "a token of a rush", Rushed, pace: null);

    /// <summary>Tokens as the fastest hosts send them.</summary>
    public static Task<bool> PaceAsync(string place) => CompareAsync(place, "a token of a thousand a second", Paced, pace: TimeSpan.FromMilliseconds(1));

    private static async Task<bool> CompareAsync(string place, string what, int tokens, TimeSpan? pace)
    {
        var figures = Enum.GetValues<Keeping>().ToDictionary(keeping => keeping, _ => new List<TokenFigures>());
        for (var round = -1; round < Rounds; round++)
            foreach (var (keeping, list) in figures)
            {
                var measured = await MeasureAsync(keeping, $"{place}-{round}", tokens, pace);
                if (round >= 0)
                    list.Add(measured);
            }
        var off = TokenFigures.Median(figures[Keeping.InMemory]);
        foreach (var (keeping, list) in figures)
        {
            var median = TokenFigures.Median(list);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{what}, kept {keeping,-9} {median.Nanoseconds,9:F0} ns ({list.Min(one => one.Nanoseconds):F0} to {list.Max(one => one.Nanoseconds):F0}) {median.Bytes,7:F1} B"));
        }
        var on = TokenFigures.Median(figures[Keeping.OnDisk]);
        var (time, bytes) = (on.Nanoseconds / off.Nanoseconds, on.Bytes / off.Bytes);
        var met = time <= 1.05 && bytes <= 1.05;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, journal on against off: {time:F3} of the time, {bytes:F3} of the bytes  {(met ? "met" : "MISSED")}"));
        return met;
    }

    private static async Task<TokenFigures> MeasureAsync(Keeping keeping, string place, int tokens, TimeSpan? pace)
    {
        var host = new RushingHost(tokens, pace);
        var plan = new ConductorPlan
        {
            Fleet = new FleetPlan([new HostPlan { Name = "h", Driver = host }]),
            Journal = new JournalPlan { Directory = keeping == Keeping.OnDisk ? place : null },
        };
        await using var conductor = new LocalConductor(plan, TimeProvider.System, NullLoggerFactory.Instance);
        await conductor.WaitUntilOpenAsync(CancellationToken.None);
        var id = Guid.CreateVersion7();
        await conductor.Root.Ask<CommandAccepted>(new BeginConversation(id, new ConversationPlan(id) { Model = "m" }));
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var begun = TimeProvider.System.GetTimestamp();
        var log = await LogAsync(conductor, keeping, id);
        var late = await ReadAsync(log, host);
        var elapsed = TimeProvider.System.GetElapsedTime(begun).TotalNanoseconds / tokens;
        return new TokenFigures(pace is null ? elapsed : late, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)tokens);
    }

    private static async Task<ResponseLog> LogAsync(LocalConductor conductor, Keeping keeping, Guid conversation)
    {
        if (keeping == Keeping.Nothing)
        {
            var request = new ModelRequest { Model = "m", Messages = [new ChatMessage("user", "go")] };
            return (await conductor.StartTurnAsync(request, "bench", CancellationToken.None)).Log;
        }
        var accepted = await conductor.Root.Ask<CommandAccepted>(new ToConversation(conversation, new SubmitPrompt(Guid.CreateVersion7(), "go", "bench")));
        return conductor.Shelf.TryFind(accepted.Turn!.Value, out var answer) ? answer.Log : throw new InvalidOperationException("The answer is not there.");
    }

    // How late the median token comes to its reader.
    private static async Task<double> ReadAsync(ResponseLog log, RushingHost host)
    {
        var (late, token) = (new double[host.SaidAt.Length], 0);
        using var reader = log.OpenReader();
        while (!reader.HasEnded)
            if (!reader.TryRead(out var entry))
                await reader.WaitAsync();
            else if (entry.Kind == EntryKind.Text)
                late[token] = TimeProvider.System.GetElapsedTime(host.SaidAt[token++]).TotalNanoseconds;
        Array.Sort(late);
        return late[late.Length / 2];
    }
}

/// <summary>What a token costs.</summary>
internal sealed record TokenFigures(double Nanoseconds, double Bytes)
{
    public static TokenFigures Median(List<TokenFigures> all) =>
        new(all.Select(one => one.Nanoseconds).Order().ElementAt(all.Count / 2), all.Select(one => one.Bytes).Order().ElementAt(all.Count / 2));
}
