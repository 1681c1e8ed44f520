using System.Threading.Channels;

namespace Conductor.Cli.Measuring;

/// <summary>Sixty-four askers, each with one question under way.</summary>
internal static class Asking
{
    private const int InFlight = 64;
    private const int Each = 20_000;
    private static readonly object Question = new();

    public static Comparison Row() => new(
        "ask, 64 in flight", OursAsync, ByHandAsync, ">= 0.8 x, <= 200 B",
        (ours, byHand) => byHand.NanosecondsEach / ours.NanosecondsEach >= 0.8 && ours.BytesEach <= 200);

    private static async Task<Sample> OursAsync()
    {
        var system = ActorSystem.Create("ask");
        var echo = system.ActorOf(Props.Create(() => new Echo()));
        var sample = await Clock.MeasureAsync((long)InFlight * Each, () => Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => AskAsync(echo))));
        await system.Terminate();
        return sample;
    }

    private static async Task AskAsync(IActorRef echo)
    {
        await Task.Yield();
        for (var i = 0; i < Each; i++) await echo.Ask<object>(Question);
    }

    private static async Task<Sample> ByHandAsync()
    {
        var channel = Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true });
        var answering = AnswerAsync(channel.Reader);
        var sample = await Clock.MeasureAsync((long)InFlight * Each, () => Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => AskByHandAsync(channel.Writer))));
        channel.Writer.Complete();
        await answering;
        return sample;
    }

    private static async Task AskByHandAsync(ChannelWriter<Request> writer)
    {
        await Task.Yield();
        for (var i = 0; i < Each; i++)
        {
            var answer = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
            writer.TryWrite(new Request(Question, answer));
            await answer.Task;
        }
    }

    private static async Task AnswerAsync(ChannelReader<Request> reader)
    {
        await Task.Yield();
        while (await reader.WaitToReadAsync())
            while (reader.TryRead(out var request)) request.Answer.SetResult(request.Question);
    }

    private sealed record Request(object Question, TaskCompletionSource<object> Answer);

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
