namespace Conductor.Actors.Tests.Watch;

public sealed class WatchTests : KernelTests
{
    private async Task<IActorRef> LifeAsync(string name = "a")
    {
        var life = ActorOf(Props.Create(() => new LifeActor(TestActor, name)));
        await ExpectAsync($"{name}: PreStart");
        return life;
    }

    [Fact]
    public async Task Terminated_comes_exactly_once_however_often_watched()
    {
        var (watcher, watched) = (await LifeAsync(), ActorOf(Props.Create<EchoActor>()));
        watcher.Tell(new Run(context =>
        {
            for (var i = 0; i < 3; i++) context.Watch(watched);
        }), null);
        await SettleAsync(Token);
        watched.Tell(PoisonPill.Instance, null);
        var heard = await ExpectMsgAsync<Heard>(Token);
        Assert.Equal(watched, heard.Of.ActorRef);
        Assert.True(heard.Of.ExistenceConfirmed);
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task Terminated_comes_after_all_that_the_watched_one_told_even_after_its_own_stop_in_the_same_turn()
    {
        var (watcher, watched) = (await LifeAsync("watcher"), await LifeAsync("watched"));
        watcher.Tell(new Run(context => context.Watch(watched)), null);
        await SettleAsync(Token);
        watched.Tell(new Run(context =>
        {
            watcher.Tell("before");
            context.Stop(context.Self);
            watcher.Tell("after");
        }), null);
        await ExpectAsync("watched: PostStop", "before", "after");
        await ExpectMsgAsync<Heard>(Token);
    }

    [Fact]
    public async Task Unwatch_also_removes_a_Terminated_that_is_already_queued()
    {
        var gate = new TaskCompletionSource();
        var watched = ActorOf(Props.Create<EchoActor>());
        var watcher = ActorOf(Props.Create(() => new LateUnwatchActor(watched, gate.Task, TestActor)));
        watcher.Tell("begin", null);
        await ExpectAsync("watching");
        // The watcher awaits, so the Terminated stays in its mailbox.
        Sys.Stop(watched);
        await SettleAsync(Token);
        gate.SetResult();
        await ExpectAsync("unwatched");
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task Watching_a_dead_ref_is_answered_with_existence_not_confirmed()
    {
        var (watcher, watched) = (await LifeAsync(), ActorOf(Props.Create<EchoActor>()));
        Watch(watched);
        Sys.Stop(watched);
        await ExpectTerminatedAsync(watched, Token);
        watcher.Tell(new Run(context => context.Watch(watched)), null);
        var heard = await ExpectMsgAsync<Heard>(Token);
        Assert.False(heard.Of.ExistenceConfirmed);
    }

    [Fact]
    public async Task An_unhandled_Terminated_is_a_DeathPactException()
    {
        var parent = ActorOf(Props.Create(() => new WitnessParent(TestActor)));
        var watched = ActorOf(Props.Create<EchoActor>());
        var child = await SpawnAsync(parent, Props.Create(() => new PactActor(watched)));
        Watch(child);
        Sys.Stop(watched);
        Assert.Equal(watched, (await ExpectMsgAsync<DeathPactException>(Token)).DeadActor);
        await ExpectTerminatedAsync(child, Token);
    }

    [Fact]
    public async Task WatchWith_delivers_the_custom_message()
    {
        var (watcher, watched) = (await LifeAsync(), ActorOf(Props.Create<EchoActor>()));
        watcher.Tell(new Run(context => context.WatchWith(watched, "it has ended")), null);
        Sys.Stop(watched);
        await ExpectAsync("it has ended");
    }

    [Fact]
    public async Task Two_different_wishes_for_one_death_are_refused()
    {
        var (watcher, watched) = (await LifeAsync(), ActorOf(Props.Create<EchoActor>()));
        watcher.Tell(new Run(context =>
        {
            context.Watch(watched);
            TestActor.Tell(Assert.Throws<InvalidOperationException>(() => context.WatchWith(watched, "no")));
            context.Unwatch(watched);
            context.WatchWith(watched, "yes");
            context.WatchWith(watched, "yes");
            TestActor.Tell(Assert.Throws<InvalidOperationException>(() => context.Watch(watched)));
        }), null);
        await ExpectMsgAsync<InvalidOperationException>(Token);
        await ExpectMsgAsync<InvalidOperationException>(Token);
        Sys.Stop(watched);
        await ExpectAsync("yes");
    }

    [Fact]
    public async Task A_parent_gets_its_childs_end_once_as_removal_and_then_as_watch()
    {
        var parent = await LifeAsync();
        var child = await SpawnAsync(parent, Props.Create<EchoActor>(), "child");
        parent.Tell(new Run(context =>
        {
            context.Watch(child);
            context.BecomeStacked(message =>
            {
                if (message is not Terminated) return false;
                TestActor.Tell(context.Child("child").IsNobody());
                return true;
            });
        }), null);
        Sys.Stop(child);
        await ExpectAsync(true);
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task A_watcher_that_stops_leaves_no_stray_notices()
    {
        var (watcher, watched) = (await LifeAsync(), ActorOf(Props.Create<EchoActor>()));
        watcher.Tell(new Run(context => context.Watch(watched)), null);
        await SettleAsync(Token);
        Sys.Stop(watcher);
        await ExpectAsync("a: PostStop");
        Sys.EventStream.Subscribe<AllDeadLetters>(TestActor);
        Sys.Stop(watched);
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task A_notice_that_waits_when_its_watcher_stops_is_nobodys_dead_letter()
    {
        var gate = new TaskCompletionSource();
        var watched = ActorOf(Props.Create<EchoActor>());
        var watcher = ActorOf(Props.Create(() => new LateUnwatchActor(watched, gate.Task, TestActor)));
        watcher.Tell("go", null);
        await ExpectAsync("watching");
        watcher.Tell(PoisonPill.Instance, null);
        Watch(watched);
        Sys.Stop(watched);
        await ExpectTerminatedAsync(watched, Token);
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        Watch(watcher);
        Sys.Stop(watcher);
        gate.SetResult();
        await ExpectAsync("unwatched");
        await ExpectTerminatedAsync(watcher, Token);
        watcher.Tell(PoisonPill.Instance, null);
        await ExpectNoMsgAsync(Token);
    }

    private sealed class LateUnwatchActor : ReceiveActor
    {
        public LateUnwatchActor(IActorRef watched, Task gate, IActorRef probe)
        {
            ReceiveAsync<string>(async _ =>
            {
                Context.Watch(watched);
                probe.Tell("watching");
                await gate;
                Context.Unwatch(watched);
                probe.Tell("unwatched");
            });
            Receive<Terminated>(end => probe.Tell(new Heard(end)));
        }
    }

    private sealed class PactActor : UntypedActor
    {
        public PactActor(IActorRef watched) => Context.Watch(watched);

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
