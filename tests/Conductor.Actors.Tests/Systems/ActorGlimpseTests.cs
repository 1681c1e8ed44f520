namespace Conductor.Actors.Tests.Systems;

public sealed class ActorGlimpseTests : KernelTests
{
    [Fact]
    public async Task A_glimpse_shows_mailboxes_timers_and_the_message_at_hand_and_disturbs_nobody()
    {
        var held = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var parent = ActorOf(Props.Create(() => new Held(entered, held.Task)), "parent");
        parent.Tell("hold", ActorRefs.NoSender);
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
            parent.Tell(i, ActorRefs.NoSender);

        var seen = Assert.Single(Sys.Look(10).Children, child => child.Name == "parent");

        Assert.Equal((typeof(Held), typeof(string), 3L, 2, 2), (seen.Type, seen.AtWorkOn, seen.Waiting, seen.Timers, seen.ChildCount));
        Assert.Equal(["one", "two"], seen.Children.Select(child => child.Name).Order());
        var one = seen.Children.Single(child => child.Name == "one");
        Assert.Equal(new ActorGlimpse("one", typeof(EchoActor), Waiting: 0, Timers: 0, AtWorkOn: null, ChildCount: 0, one.Children), one);
        held.SetResult();
        Assert.Equal("done", await parent.Ask<string>('?', TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_many_children_those_with_most_waiting_are_shown_and_all_are_counted()
    {
        var held = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var busy = ActorOf(Props.Create(() => new Held(entered, held.Task)), "busy");
        for (var i = 0; i < 20; i++)
            ActorOf(Props.Create<EchoActor>(), $"idle-{i}");
        busy.Tell("hold", ActorRefs.NoSender);
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        busy.Tell(1, ActorRefs.NoSender);

        var seen = Sys.Look(1);

        Assert.Equal("busy", Assert.Single(seen.Children).Name);
        Assert.True(seen.ChildCount > 20);
        held.SetResult();
    }

    private sealed class Held : ReceiveActor, IWithTimers
    {
        public Held(TaskCompletionSource entered, Task held)
        {
            Context.ActorOf(Props.Create<EchoActor>(), "one");
            Context.ActorOf(Props.Create<EchoActor>(), "two");
            Context.SetReceiveTimeout(TimeSpan.FromHours(1));
            ReceiveAsync<string>(async _ =>
            {
                Timers.StartSingleTimer("timer", "late", TimeSpan.FromHours(1));
                entered.SetResult();
                await held;
            });
            Receive<int>(_ => { });
            Receive<char>(_ => Sender.Tell("done"));
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}
