using System.Threading.Channels;

namespace Conductor.Cli.Measuring;

/// <summary>The life and death of a hundred thousand.</summary>
internal static class Spawning
{
    private const int Count = 100_000;

    public static Comparison SpawnRow() => new(
        "spawn 100,000 from outside (B: kept)", SpawnAsync, SpawnByHandAsync, "<= 1.5 x time, <= 600 B",
        (ours, byHand) => ours.NanosecondsEach / byHand.NanosecondsEach <= 1.5 && ours.BytesEach <= 600);

    public static Comparison StopRow() => new(
        "stop 100,000 and terminate", StopAsync, StopByHandAsync, "<= 5 x time",
        (ours, byHand) => ours.NanosecondsEach / byHand.NanosecondsEach <= 5);

    private static async Task<Sample> SpawnAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var system = ActorSystem.Create("spawn");
        var sample = await Clock.MeasureAsync(Count, () => SpawnAllAsync(system));
        sample = sample with { BytesEach = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count };
        await system.Terminate();
        return sample;
    }

    private static async Task<Sample> StopAsync()
    {
        var system = ActorSystem.Create("stop");
        await SpawnAllAsync(system);
        return await Clock.MeasureAsync(Count, system.Terminate);
    }

    private static async Task SpawnAllAsync(ActorSystem system)
    {
        var started = new Countdown(Count);
        var props = Props.Create(() => new Starter(started));
        for (var i = 0; i < Count; i++) system.ActorOf(props);
        await started.Done;
    }

    private static async Task<Sample> SpawnByHandAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var all = new (Channel<object> Mailbox, Task Loop)[Count];
        var sample = await Clock.MeasureAsync(Count, () => SpawnAllByHandAsync(all));
        sample = sample with { BytesEach = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count };
        await StopAllByHandAsync(all);
        return sample;
    }

    private static async Task<Sample> StopByHandAsync()
    {
        var all = new (Channel<object> Mailbox, Task Loop)[Count];
        await SpawnAllByHandAsync(all);
        return await Clock.MeasureAsync(Count, () => StopAllByHandAsync(all));
    }

    private static Task SpawnAllByHandAsync((Channel<object> Mailbox, Task Loop)[] all)
    {
        var started = new Countdown(Count);
        for (var i = 0; i < Count; i++)
        {
            var mailbox = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
            all[i] = (mailbox, LoopAsync(mailbox.Reader, started));
        }
        return started.Done;
    }

    private static Task StopAllByHandAsync((Channel<object> Mailbox, Task Loop)[] all)
    {
        foreach (var (mailbox, _) in all) mailbox.Writer.Complete();
        return Task.WhenAll(all.Select(each => each.Loop));
    }

    /// <summary>The loop is its own task from the start, as an actor is: it must not run on the time of whoever makes it.</summary>
    private static async Task LoopAsync(ChannelReader<object> reader, Countdown started)
    {
        await Task.Yield();
        started.Signal();
        while (await reader.WaitToReadAsync())
            while (reader.TryRead(out _))
            {
            }
    }

    private sealed class Starter(Countdown started) : UntypedActor
    {
        protected override void PreStart() => started.Signal();

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Countdown(int count)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Task Done => _done.Task;

        public void Signal()
        {
            if (Interlocked.Decrement(ref _left) == 0) _done.SetResult();
        }
    }
}
