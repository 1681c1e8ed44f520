using System.Threading.Channels;

namespace Conductor.Cli.Measuring;

/// <summary>Pairs that answer each other, one message under way per pair.</summary>
internal static class PingPong
{
    private const int Rounds = 1_000_000;
    private static readonly object Ball = new();

    public static Comparison Row(int pairs, double faster) => new(
        $"ping-pong, {pairs} pair(s)", () => OursAsync(pairs), () => ByHandAsync(pairs), $">= {faster} x",
        (ours, byHand) => byHand.NanosecondsEach / ours.NanosecondsEach >= faster);

    private static async Task<Sample> OursAsync(int pairs)
    {
        var system = ActorSystem.Create("pingpong");
        var rounds = Rounds / pairs;
        var sample = await Clock.MeasureAsync(2L * rounds * pairs, () => Task.WhenAll(Enumerable.Range(0, pairs).Select(_ =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var pong = system.ActorOf(Props.Create(() => new Pong()));
            var ping = system.ActorOf(Props.Create(() => new Ping(pong, rounds, done)));
            ping.Tell(Ball, null);
            return done.Task;
        })));
        await system.Terminate();
        return sample;
    }

    private static Task<Sample> ByHandAsync(int pairs)
    {
        var rounds = Rounds / pairs;
        return Clock.MeasureAsync(2L * rounds * pairs, () => Task.WhenAll(Enumerable.Range(0, pairs).Select(_ =>
        {
            var options = new UnboundedChannelOptions { SingleReader = true, SingleWriter = true };
            var (there, back) = (Channel.CreateUnbounded<object>(options), Channel.CreateUnbounded<object>(options));
            return Task.WhenAll(PongAsync(there.Reader, back.Writer), PingAsync(back.Reader, there.Writer, rounds));
        })));
    }

    private static async Task PingAsync(ChannelReader<object> reader, ChannelWriter<object> writer, int rounds)
    {
        await Task.Yield();
        writer.TryWrite(Ball);
        for (var i = 0; i < rounds; i++) writer.TryWrite(await reader.ReadAsync());
        writer.Complete();
    }

    private static async Task PongAsync(ChannelReader<object> reader, ChannelWriter<object> writer)
    {
        await Task.Yield();
        while (await reader.WaitToReadAsync())
            while (reader.TryRead(out var ball)) writer.TryWrite(ball);
    }

    private sealed class Ping(IActorRef pong, int rounds, TaskCompletionSource done) : UntypedActor
    {
        private int _left = rounds;

        protected override void OnReceive(object message)
        {
            if (_left-- == 0) done.SetResult();
            else pong.Tell(message);
        }
    }

    private sealed class Pong : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
