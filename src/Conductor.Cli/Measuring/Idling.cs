
namespace Conductor.Cli.Measuring;

/// <summary>A system with a thousand actors that have nothing to do must not run at all.</summary>
internal static class Idling
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);

    public static async Task<bool> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        // The wait itself is a timer and a work item or two; what is more than that is ours.
        var alone = await WorkItemsAsync(cancellationToken);
        var system = ActorSystem.Create("idle");
        for (var i = 0; i < 1_000; i++) await system.ActorOf(Props.Create(() => new Sleeper())).Ask<object>("awake?", cancellationToken);
#pragma warning disable RS0030 // counts timers, makes none
        var timers = Timer.ActiveCount;
#pragma warning restore RS0030
        var work = await WorkItemsAsync(cancellationToken);
        await system.Terminate();
        var wakeUps = Math.Max(0, work - alone) / Watched.TotalSeconds;
        var met = wakeUps == 0 && timers == 0;
        await output.WriteLineAsync($"{"idle system of 1,000 actors",-36} {wakeUps:F1} wake-ups per second, {timers} timers  0: {(met ? "met" : "MISSED")}");
        return met;
    }

    private static async Task<long> WorkItemsAsync(CancellationToken cancellationToken)
    {
        var before = ThreadPool.CompletedWorkItemCount;
        await Task.Delay(Watched, TimeProvider.System, cancellationToken);
        return ThreadPool.CompletedWorkItemCount - before;
    }

    private sealed class Sleeper : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
