namespace Conductor.Actors.Tests.Cells;

public sealed class LifecycleTests : KernelTests
{
    private static readonly string[] RestartSteps = ["life: PreRestart boom at Throw", "life: PostStop", "life: PostRestart boom", "life: PreStart"];

    private IActorRef Life(string name = "life") => ActorOf(Props.Create(() => new LifeActor(TestActor, name)));

    [Fact]
    public async Task A_restart_calls_PreRestart_PostStop_PostRestart_and_PreStart_in_this_order()
    {
        var life = Life();
        life.Tell(Throw.Now("boom"), null);
        await ExpectAsync(["life: PreStart", .. RestartSteps]);
    }

    [Fact]
    public async Task The_failing_message_is_not_redelivered_and_the_following_ones_are()
    {
        var life = Life();
        life.Tell(1, null);
        life.Tell(Throw.Now("boom"), null);
        life.Tell(2, null);
        await ExpectAsync(["life: PreStart", 1, .. RestartSteps, 2]);
    }

    [Fact]
    public async Task Ref_watchers_and_parent_stay_through_a_restart()
    {
        var life = Life();
        Watch(life);
        life.Tell(Throw.Now("boom"), null);
        await ExpectAsync(["life: PreStart", .. RestartSteps]);
        life.Tell(new Run(context => TestActor.Tell(context.Parent.Path.Name)), null);
        await ExpectAsync("user");
        Sys.Stop(life);
        await ExpectAsync("life: PostStop");
        await ExpectTerminatedAsync(life, Token);
    }

    [Fact]
    public async Task A_stop_ends_the_children_first_then_the_actor()
    {
        var life = Life("parent");
        await SpawnAsync(life, Props.Create(() => new LifeActor(TestActor, "child")));
        await ExpectAsync("parent: PreStart", "child: PreStart");
        Sys.Stop(life);
        await ExpectAsync("child: PostStop", "parent: PostStop");
    }

    [Fact]
    public async Task A_restart_waits_until_the_stopped_children_are_really_gone()
    {
        var life = Life();
        await SpawnAsync(life, Props.Create(() => new LifeActor(TestActor, "child")), "child");
        await ExpectAsync("life: PreStart", "child: PreStart");
        life.Tell(Throw.Now("boom"), null);
        await ExpectAsync("life: PreRestart boom at Throw", "life: PostStop", "child: PostStop", "life: PostRestart boom", "life: PreStart");
        await SpawnAsync(life, Props.Create(() => new LifeActor(TestActor, "child again")), "child");
        await ExpectAsync("child again: PreStart");
    }

    [Fact]
    public async Task Children_that_PreRestart_keeps_are_restarted_after_their_parents_PostRestart()
    {
        var parent = ActorOf(Props.Create(() => new ParentActor(SupervisorStrategy.DefaultStrategy, TestActor)));
        await SpawnAsync(parent, Props.Create(() => new LifeActor(TestActor, "child")));
        await ExpectAsync("parent: PreStart", "child: PreStart");
        parent.Tell(Throw.Now("boom"), null);
        await ExpectAsync(
            "parent: PreRestart boom, children kept", "parent: PostRestart boom", "parent: PreStart",
            "child: PreRestart boom at null", "child: PostStop", "child: PostRestart boom", "child: PreStart");
    }

    [Fact]
    public async Task The_behavior_stack_is_reset_by_a_restart()
    {
        var life = Life();
        life.Tell(new Run(context => context.BecomeStacked(message =>
        {
            if (message is Throw order) throw order.Cause;
            TestActor.Tell("other behavior");
            return true;
        })), null);
        life.Tell("one", null);
        life.Tell(Throw.Now("boom"), null);
        life.Tell("two", null);
        await ExpectAsync(["life: PreStart", "other behavior", .. RestartSteps, "two"]);
    }

    [Fact]
    public async Task PreRestart_that_throws_does_not_stop_the_restart()
    {
        var odd = ActorOf(Props.Create(() => new ThrowingActor(TestActor, Step.PreRestart)));
        odd.Tell("fail", null);
        odd.Tell("go on", null);
        await ExpectAsync("go on");
    }

    [Theory]
    [InlineData(Step.PostRestart)]
    [InlineData(Step.SecondConstructor)]
    public async Task A_restart_that_throws_is_a_PostRestartException_to_the_supervisor_and_by_default_stops(Step step)
    {
        var parent = ActorOf(Props.Create(() => new WitnessParent(TestActor)));
        var odd = await SpawnAsync(parent, Props.Create(() => new ThrowingActor(TestActor, step)));
        Watch(odd);
        odd.Tell("fail", null);
        Assert.IsType<InvalidOperationException>(await ExpectMsgAsync<Exception>(Token));
        var failure = await ExpectMsgAsync<PostRestartException>(Token);
        Assert.Equal("fail", failure.OriginalCause.Message);
        Assert.Equal($"{step}", failure.InnerException!.Message);
        await ExpectTerminatedAsync(odd, Token);
    }

    [Theory]
    [InlineData(Step.Constructor)]
    [InlineData(Step.PreStart)]
    public async Task A_start_that_throws_is_an_ActorInitializationException_without_PostStop_and_by_default_stops(Step step)
    {
        var parent = ActorOf(Props.Create(() => new WitnessParent(TestActor)));
        var odd = await SpawnAsync(parent, Props.Create(() => new ThrowingActor(TestActor, step)));
        Watch(odd);
        var failure = await ExpectMsgAsync<ActorInitializationException>(Token);
        Assert.Equal($"{step}", failure.InnerException!.Message);
        await ExpectTerminatedAsync(odd, Token);
    }

    [Fact]
    public async Task PostStop_that_throws_is_no_obstacle_to_the_end()
    {
        var odd = ActorOf(Props.Create(() => new ThrowingActor(TestActor, Step.PostStop)));
        Watch(odd);
        Sys.Stop(odd);
        await ExpectAsync("PostStop");
        await ExpectTerminatedAsync(odd, Token);
    }

    [Fact]
    public async Task PoisonPill_is_an_ordinary_message_in_the_queue()
    {
        var life = Life();
        life.Tell(1, null);
        life.Tell(PoisonPill.Instance, null);
        life.Tell(2, null);
        await ExpectAsync("life: PreStart", 1, "life: PostStop");
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task Kill_is_an_ActorKilledException_which_by_default_stops()
    {
        var parent = ActorOf(Props.Create(() => new WitnessParent(TestActor)));
        var child = await SpawnAsync(parent, Props.Create<EchoActor>());
        Watch(child);
        child.Tell(Kill.Instance, null);
        await ExpectMsgAsync<ActorKilledException>(Token);
        await ExpectTerminatedAsync(child, Token);
    }

    [Fact]
    public void An_actor_constructed_by_hand_is_refused() => Assert.Throws<ActorInitializationException>(() => new EchoActor());

    public enum Step
    {
        Constructor,
        PreStart,
        PreRestart,
        SecondConstructor,
        PostRestart,
        PostStop,
    }

    private sealed class Incarnations
    {
        public int Count;
    }

    private sealed class ThrowingActor : UntypedActor
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<IActorRef, Incarnations> Lives = [];
        private readonly IActorRef _probe;
        private readonly Step _step;

        public ThrowingActor(IActorRef probe, Step step)
        {
            (_probe, _step) = (probe, step);
            var life = ++Lives.GetOrCreateValue(Self).Count;
            At(Step.Constructor);
            if (life == 2) At(Step.SecondConstructor);
        }

        protected override void PreStart() => At(Step.PreStart);

        protected override void PreRestart(Exception reason, object? message) => At(Step.PreRestart);

        protected override void PostRestart(Exception reason) => At(Step.PostRestart);

        protected override void PostStop()
        {
            if (_step is Step.Constructor or Step.PreStart or Step.PostStop) _probe.Tell("PostStop");
            At(Step.PostStop);
        }

        protected override void OnReceive(object message)
        {
            if (message is "fail") throw new InvalidOperationException("fail");
            _probe.Tell(message);
        }

        private void At(Step step)
        {
            if (_step == step) throw new InvalidOperationException($"{step}");
        }
    }
}

