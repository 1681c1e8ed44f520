namespace Conductor.Actors.Tests.Cells;

public sealed class DispatchTests : KernelTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Fact]
    public async Task Ambient_values_that_a_handler_leaves_behind_do_not_reach_the_next_actor()
    {
        var second = ActorOf(Props.Create(() => new LifeActor(TestActor, "second")));
        await ExpectAsync("second: PreStart");
        var first = ActorOf(Props.Create(() => new LifeActor(TestActor, "first")));
        first.Tell(new Run(_ =>
        {
            Ambient.Value = "left behind";
            second.Tell(new Run(_ => TestActor.Tell($"ambient: {Ambient.Value}")));
        }), null);
        await ExpectAsync("first: PreStart", "ambient: ");
    }

    [Fact]
    public async Task Whom_an_actor_wakes_runs_on_its_thread_once_the_handler_has_ended()
    {
        var (waker, woken) = (ActorOf(Props.Create(() => new LifeActor(TestActor, "waker"))), ActorOf(Props.Create(() => new LifeActor(TestActor, "woken"))));
        await SettleAsync(Token);
        var events = new List<(string What, int Thread)>();
        var done = new TaskCompletionSource();
        waker.Tell(new Run(_ =>
        {
            woken.Tell(new Run(_ =>
            {
                events.Add(("woken", Environment.CurrentManagedThreadId));
                done.SetResult();
            }));
            events.Add(("waker ends", Environment.CurrentManagedThreadId));
        }), null);
        await done.Task;
        Assert.Equal(["waker ends", "woken"], events.Select(each => each.What));
        Assert.Equal(events[0].Thread, events[1].Thread);
    }

    [Fact]
    public async Task Whom_an_actor_wakes_does_not_wait_for_its_next_message()
    {
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var woken = ActorOf(Props.Create(() => new LifeActor(CreateTestProbe(null), "woken")));
        var waker = ActorOf(Props.Create(() => new AwaitingWaker(woken, other)));
        // Both messages are there before the first is handled; the second ends only when the woken one has run.
        waker.Tell("wake", null);
        waker.Tell("wait", null);
        await other.Task.WaitAsync(Patience, TimeProvider.System, Token);
        Assert.True(await waker.GracefulStop(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task An_actor_handles_one_message_at_a_time()
    {
        var inside = 0;
        var most = 0;
        var actor = ActorOf(Props.Create(() => new LifeActor(CreateTestProbe(null), "alone")));
        var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = 4 * 2_000;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await Task.Yield();
            for (var i = 0; i < 2_000; i++)
                actor.Tell(new Run(_ =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Interlocked.Decrement(ref inside);
                    if (--left == 0) handled.SetResult();
                }), null);
        }));
        await handled.Task.WaitAsync(Patience, TimeProvider.System, Token);
        Assert.Equal(1, most);
    }

    private sealed class AwaitingWaker : ReceiveActor
    {
        public AwaitingWaker(IActorRef woken, TaskCompletionSource other)
        {
            Receive<string>(text => text == "wake", _ => woken.Tell(new Run(_ => other.SetResult())));
            ReceiveAsync<string>(async _ => await other.Task);
        }
    }
}
