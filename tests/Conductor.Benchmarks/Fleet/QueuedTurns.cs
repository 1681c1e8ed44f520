using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Benchmarks.Fleet;

/// <summary>What ten thousand turns that wait take up in a whole conductor: conversation, log, place in the queue and all.</summary>
internal static class QueuedTurns
{
    private const int Turns = 10_000;
    private const double GoalMegabytes = 20;

    public static async Task<int> RunAsync()
    {
        var plan = new ConductorPlan
        {
            Fleet = new FleetPlan([new HostPlan { Name = "mute", Driver = new MuteHost(), Backend = new BackendPlan { Parallel = 1, QueueLimit = 2 * Turns } }], "mute"),
            DrainTimeout = TimeSpan.Zero,
        };
        await using var conductor = new LocalConductor(plan, TimeProvider.System, NullLoggerFactory.Instance);
        var gauge = (await conductor.RefreshFleetAsync(TimeSpan.FromDays(1), CancellationToken.None)).Hosts[0].Models.Of("mute");
        await QueueAsync(conductor, 100);
        await SeeAsync(() => gauge.Waiting == 99);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = TimeProvider.System.GetTimestamp();
        await QueueAsync(conductor, Turns);
        await SeeAsync(() => gauge.Waiting == Turns + 99);
        var each = TimeProvider.System.GetElapsedTime(start).TotalMicroseconds / Turns;
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        var met = megabytes <= GoalMegabytes;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Turns:N0} turns that wait in a whole conductor: {megabytes:F1} MB, {each:F1} us from the order to the queue  <= {GoalMegabytes} MB: {(met ? "met" : "MISSED")}"));
        return met ? 0 : 1;
    }

    private static async Task QueueAsync(LocalConductor conductor, int turns)
    {
        for (var turn = 0; turn < turns; turn++)
            _ = await conductor.StartTurnAsync(Request(), $"caller {turn % 100}", CancellationToken.None);
    }

    private static ModelRequest Request() => new() { Model = "mute", Messages = [new ChatMessage("user", "Why is the sky blue?")] };

    private static async Task SeeAsync(Func<bool> sight)
    {
        while (!sight())
            await Task.Yield();
    }

    private sealed class MuteHost : IModelHost
    {
        public string Kind => "chat-client";

        public string Address => "nowhere";

        public Task<HostFindings> ProbeAsync(CancellationToken cancellationToken)
        {
            var listing = JsonElement.Parse("""{"name":"mute"}"""u8);
            return Task.FromResult(new HostFindings { Models = [new ModelDescription("mute", listing)], Resident = [new ResidentModel("mute", listing)] });
        }

        public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            yield break;
        }

        public ValueTask DisposeAsync() => default;
    }
}
