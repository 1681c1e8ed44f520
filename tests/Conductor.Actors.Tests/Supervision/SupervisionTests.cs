namespace Conductor.Actors.Tests.Supervision;

public sealed class SupervisionTests : KernelTests
{
    private readonly Exception _boom = new InvalidOperationException("boom");

    private async Task<IActorRef> ParentAsync(SupervisorStrategy strategy)
    {
        var parent = ActorOf(Props.Create(() => new ParentActor(strategy, TestActor)));
        await ExpectAsync("parent: PreStart");
        return parent;
    }

    private async Task<IActorRef> ChildAsync(IActorRef parent, string name = "child")
    {
        var child = await SpawnAsync(parent, Props.Create(() => new LifeActor(TestActor, name)), name);
        await ExpectAsync($"{name}: PreStart");
        return child;
    }

    private static object[] Restarted(string name, string at = "Throw") =>
        [$"{name}: PreRestart boom at {at}", $"{name}: PostStop", $"{name}: PostRestart boom", $"{name}: PreStart"];

    [Fact]
    public async Task Resume_keeps_the_state_and_drops_the_message()
    {
        var child = await ChildAsync(await ParentAsync(new OneForOneStrategy(_ => Directive.Resume)));
        child.Tell(new Throw(_boom), null);
        child.Tell("next", null);
        await ExpectAsync("next");
    }

    [Fact]
    public async Task Stop_ends_the_child_alone()
    {
        var parent = await ParentAsync(new OneForOneStrategy(_ => Directive.Stop));
        var (child, sibling) = (await ChildAsync(parent, "child"), await ChildAsync(parent, "sibling"));
        child.Tell(new Throw(_boom), null);
        await ExpectAsync("child: PostStop");
        sibling.Tell("alive", null);
        await ExpectAsync("alive");
    }

    [Fact]
    public async Task Escalate_makes_the_parent_fail_with_the_childs_exception_and_its_default_PreRestart_stops_the_child()
    {
        var top = await ParentAsync(new OneForOneStrategy(cause =>
        {
            TestActor.Tell(cause);
            return Directive.Restart;
        }));
        var middle = await SpawnAsync(top, Props.Create(() => new EscalatingActor(TestActor)));
        var child = await ChildAsync(middle);
        child.Tell(new Throw(_boom), null);
        await ExpectAsync(_boom, "middle: PreRestart boom at null", "child: PostStop", "middle: PostRestart");
    }

    [Fact]
    public async Task The_failing_actor_and_its_children_are_suspended_until_the_verdict()
    {
        IActorRef? middle = null, leaf = null;
        var parent = await ParentAsync(new OneForOneStrategy(_ =>
        {
            leaf!.Tell("leaf goes on");
            middle!.Tell("middle goes on");
            TestActor.Tell("verdict");
            return Directive.Resume;
        }));
        middle = await ChildAsync(parent, "middle");
        leaf = await SpawnAsync(middle, Props.Create(() => new LifeActor(TestActor, "leaf")));
        await ExpectAsync("leaf: PreStart");
        middle.Tell(new Throw(_boom), null);
        await ExpectAsync("verdict");
        var after = new[] { await ExpectMsgAsync<string>(Token), await ExpectMsgAsync<string>(Token) };
        Assert.Equal(["leaf goes on", "middle goes on"], after.Order());
    }

    [Fact]
    public async Task Suspensions_nest_and_every_one_is_balanced()
    {
        // The leaf fails, and while it waits its parent fails too: two suspensions, two verdicts.
        var parent = await ParentAsync(new OneForOneStrategy(_ => Directive.Resume));
        var middle = await SpawnAsync(parent, Props.Create(() => new ParentActor(new OneForOneStrategy(_ => Directive.Resume), TestActor)));
        await ExpectAsync("parent: PreStart");
        var leaf = await SpawnAsync(middle, Props.Create(() => new LifeActor(TestActor, "leaf")));
        await ExpectAsync("leaf: PreStart");
        for (var round = 0; round < 100; round++)
        {
            leaf.Tell(new Throw(_boom), null);
            middle.Tell(new Throw(_boom), null);
            leaf.Tell(round, null);
            await ExpectMsgAsync(round, Token);
        }
    }

    [Fact]
    public async Task A_number_without_a_window_counts_restarts_over_the_childs_life()
    {
        var child = await ChildAsync(await ParentAsync(new OneForOneStrategy(2, null, _ => Directive.Restart)));
        for (var i = 0; i < 3; i++) child.Tell(new Throw(_boom), null);
        await ExpectAsync([.. Restarted("child"), .. Restarted("child"), "child: PostStop"]);
    }

    [Fact]
    public async Task Zero_retries_stop_at_once()
    {
        var child = await ChildAsync(await ParentAsync(new OneForOneStrategy(0, null, _ => Directive.Restart)));
        child.Tell(new Throw(_boom), null);
        await ExpectAsync("child: PostStop");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(null)]
    public async Task A_window_without_a_number_allows_one_restart_per_window(int? undefined)
    {
        var child = await ChildAsync(await ParentAsync(new OneForOneStrategy(undefined, TimeSpan.FromSeconds(1), _ => Directive.Restart)));
        child.Tell(new Throw(_boom), null);
        await ExpectAsync(Restarted("child"));
        Time.Advance(TimeSpan.FromSeconds(2));
        child.Tell(new Throw(_boom), null);
        await ExpectAsync(Restarted("child"));
        child.Tell(new Throw(_boom), null);
        await ExpectAsync("child: PostStop");
    }

    [Fact]
    public async Task With_number_and_window_a_failure_outside_of_the_window_opens_a_new_one_with_count_1()
    {
        var child = await ChildAsync(await ParentAsync(new OneForOneStrategy(2, TimeSpan.FromSeconds(10), _ => Directive.Restart)));
        foreach (var pause in new[] { 0, 9, 2, 1 })
        {
            Time.Advance(TimeSpan.FromSeconds(pause));
            child.Tell(new Throw(_boom), null);
            await ExpectAsync(Restarted("child"));
        }
        child.Tell(new Throw(_boom), null);
        await ExpectAsync("child: PostStop");
    }

    [Fact]
    public async Task AllForOne_restarts_every_child_and_siblings_see_the_cause_with_a_null_message()
    {
        var parent = await ParentAsync(new AllForOneStrategy(_ => Directive.Restart));
        var (child, sibling) = (await ChildAsync(parent), CreateTestProbe());
        await SpawnAsync(parent, Props.Create(() => new LifeActor(sibling, "sibling")));
        await sibling.ExpectMsgAsync("sibling: PreStart", Token);
        child.Tell(new Throw(_boom), null);
        await ExpectAsync(Restarted("child"));
        foreach (string step in Restarted("sibling", "null")) await sibling.ExpectMsgAsync(step, Token);
    }

    [Fact]
    public async Task AllForOne_asks_every_childs_counter_and_stops_all_when_one_refuses()
    {
        var parent = await ParentAsync(new AllForOneStrategy(1, null, _ => Directive.Restart));
        var (child, sibling) = (await ChildAsync(parent), CreateTestProbe());
        await SpawnAsync(parent, Props.Create(() => new LifeActor(sibling, "sibling")));
        child.Tell(new Throw(_boom), null);
        child.Tell(new Throw(_boom), null);
        await ExpectAsync([.. Restarted("child"), "child: PostStop"]);
        foreach (string step in (object[])["sibling: PreStart", .. Restarted("sibling", "null"), "sibling: PostStop"])
            await sibling.ExpectMsgAsync(step, Token);
    }

    [Fact]
    public void The_default_decider_restarts_except_for_starts_kills_and_death_pacts()
    {
        var decider = SupervisorStrategy.DefaultDecider;
        Assert.Equal(Directive.Restart, decider.Decide(_boom));
        Assert.Equal(Directive.Restart, decider.Decide(new IOException()));
        Assert.Equal(Directive.Stop, decider.Decide(new ActorKilledException("")));
    }

    [Fact]
    public void A_table_decides_by_type_then_by_the_nearest_base_type_then_by_default()
    {
        var decider = Decider.From(Directive.Escalate, new(typeof(IOException), Directive.Stop), new(typeof(Exception), Directive.Resume));
        Assert.Equal(Directive.Stop, decider.Decide(new FileNotFoundException()));
        Assert.Equal(Directive.Resume, decider.Decide(_boom));
        Assert.Equal(Directive.Escalate, Decider.From(Directive.Escalate).Decide(_boom));
    }

    [Fact]
    public async Task A_decider_that_throws_fails_the_supervisor()
    {
        var top = await ParentAsync(new OneForOneStrategy(cause =>
        {
            TestActor.Tell(cause.Message);
            return Directive.Stop;
        }));
        var middle = await SpawnAsync(top, Props.Create(() => new ParentActor(new OneForOneStrategy(_ => Broken()), CreateTestProbe(null))));
        var child = await SpawnAsync(middle, Props.Create(() => new LifeActor(CreateTestProbe(null), "child")));
        child.Tell(new Throw(_boom), null);
        await ExpectAsync("the decider is broken");
    }

    [Fact]
    public async Task A_failure_that_the_guardian_escalates_ends_the_system()
    {
        var system = ActorSystem.Create("doomed", new KernelSetup { GuardianStrategy = new OneForOneStrategy(_ => Directive.Escalate) });
        system.ActorOf(Props.Create(() => new LifeActor(TestActor, "child"))).Tell(new Throw(_boom), null);
        await ExpectAsync("child: PreStart", "child: PostStop");
        await system.WhenTerminated;
    }

    private static Directive Broken() => throw new InvalidOperationException("the decider is broken");

    private sealed class EscalatingActor(IActorRef probe) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

        protected override void PreRestart(Exception reason, object? message)
        {
            probe.Tell($"middle: PreRestart {reason.Message} at {message ?? "null"}");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason) => probe.Tell("middle: PostRestart");

        protected override void OnReceive(object message)
        {
            if (message is Spawn order) Sender.Tell(Context.ActorOf(order.Props, order.Name));
        }
    }
}
