using System.Threading.Channels;

namespace Conductor.Cli.Measuring;

/// <summary>One producer tells one actor as fast as it can.</summary>
internal static class TellStorm
{
    private const int Messages = 10_000_000;
    private static readonly object Message = new();

    public static Comparison Row() => new(
        "tell, one producer, 10 M", OursAsync, ByHandAsync, ">= 1.0 x",
        (ours, byHand) => byHand.NanosecondsEach / ours.NanosecondsEach >= 1.0);

    private static async Task<Sample> OursAsync()
    {
        var system = ActorSystem.Create("tell");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var counter = system.ActorOf(Props.Create(() => new Counter(done)));
        var sample = await Clock.MeasureAsync(Messages, () =>
        {
            for (var i = 0; i < Messages; i++) counter.Tell(Message, null);
            return done.Task;
        });
        await system.Terminate();
        return sample;
    }

    private static Task<Sample> ByHandAsync()
    {
        var channel = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
        return Clock.MeasureAsync(Messages, () =>
        {
            var counted = CountAsync(channel.Reader);
            for (var i = 0; i < Messages; i++) channel.Writer.TryWrite(Message);
            channel.Writer.Complete();
            return counted;
        });
    }

    private static async Task CountAsync(ChannelReader<object> reader)
    {
        await Task.Yield();
        var left = Messages;
        while (await reader.WaitToReadAsync())
            while (reader.TryRead(out _)) left--;
        if (left != 0) throw new InvalidOperationException($"{left} messages were lost.");
    }

    private sealed class Counter(TaskCompletionSource done) : UntypedActor
    {
        private int _left = Messages;

        protected override void OnReceive(object message)
        {
            if (--_left == 0) done.SetResult();
        }
    }
}
