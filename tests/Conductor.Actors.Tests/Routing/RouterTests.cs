namespace Conductor.Actors.Tests.Routing;

public sealed class RouterTests : KernelTests
{
    private Props Worker => Props.Create(() => new WorkerActor(TestActor));

    private IActorRef Router(RouterConfig config) => ActorOf(Worker.WithRouter(config), "router");

    private async Task<string[]> TellAsync(IActorRef router, int count, Func<int, object>? message = null)
    {
        for (var i = 0; i < count; i++) router.Tell(message?.Invoke(i) ?? i, TestActor);
        await SettleAsync(Token);
        return await NamesAsync();
    }

    /// <summary>The names of the routees that have said something, in order.</summary>
    private async Task<string[]> NamesAsync()
    {
        var names = new List<string>();
        while (TestActor.HasMessages)
        {
            await ExpectMsgAsync<object>(Token);
            names.Add(TestActor.Sender.Path.Name);
        }
        return [.. names];
    }

    private async Task<IReadOnlyList<Routee>> RouteesAsync(IActorRef router) => (await router.Ask<Routees>(GetRoutees.Instance, Token)).Members;

    [Fact]
    public async Task A_pool_names_its_routees_as_unnamed_children_and_gives_each_its_turn_from_the_first()
    {
        var router = Router(new RoundRobinPool(3));
        var turns = new List<string>();
        for (var i = 0; i < 7; i++) turns.AddRange(await TellAsync(router, 1));
        Assert.Equal(["$a", "$b", "$c", "$a", "$b", "$c", "$a"], turns);
        Assert.Equal(["/user/router/$a", "/user/router/$b", "/user/router/$c"], (await RouteesAsync(router)).Select(routee => routee.ToString()));
    }

    [Fact]
    public async Task A_routee_sees_the_original_sender()
    {
        var asker = CreateTestProbe();
        asker.Send(Router(new RoundRobinPool(2)), "who");
        await asker.ExpectMsgAsync("you", Token);
    }

    [Fact]
    public async Task A_broadcast_pool_tells_everything_to_everybody()
    {
        Assert.Equal(["$a", "$a", "$b", "$b", "$c", "$c"], (await TellAsync(Router(new BroadcastPool(3)), 2)).Order());
    }

    [Fact]
    public async Task Broadcast_makes_any_router_tell_everybody()
    {
        Assert.Equal(["$a", "$b", "$c"], (await TellAsync(Router(new RoundRobinPool(3)), 1, _ => new Broadcast("all"))).Order());
    }

    [Fact]
    public async Task A_group_tells_the_actors_at_its_paths_and_does_not_stop_them()
    {
        foreach (var name in new[] { "one", "two" }) ActorOf(Worker, name);
        var router = ActorOf(new RoundRobinGroup("/user/one", "/user/two").Props());
        Assert.Equal(["one", "two", "one"], [.. await TellAsync(router, 1), .. await TellAsync(router, 1), .. await TellAsync(router, 1)]);
        var all = ActorOf(Props.Empty.WithRouter(new BroadcastGroup("/user/one", "/user/two")));
        Assert.Equal(["one", "two"], (await TellAsync(all, 1)).Order());
        Watch(router);
        Sys.Stop(router);
        await ExpectTerminatedAsync(router, Token);
        Assert.Equal(["one", "two"], (await TellAsync(all, 1)).Order());
    }

    [Fact]
    public async Task The_smallest_mailbox_is_the_first_empty_one_else_the_shortest()
    {
        var gate = new TaskCompletionSource();
        var router = Router(new SmallestMailboxPool(3));
        // Each routee awaits at its first message, so later ones stay in the mailboxes.
        router.Tell(new Broadcast(gate.Task), null);
        await SettleAsync(Token);
        foreach (var (name, waiting) in new[] { ("$a", 2), ("$b", 1), ("$c", 0) })
            for (var i = 0; i < waiting; i++) Sys.ActorSelection($"/user/router/{name}").Tell("waiting");
        await SettleAsync(Token);
        for (var i = 1; i <= 4; i++)
        {
            router.Tell(i, null);
            await SettleAsync(Token);
        }
        gate.SetResult();
        await SettleAsync(Token);
        var got = new List<string>();
        while (TestActor.HasMessages)
            if (await ExpectMsgAsync<object>(Token) is int number) got.Add($"{number} by {TestActor.Sender.Path.Name}");
        // Empty: $c. Then $b and $c have one each, the first of them is $b. Then $c is the shortest. Then all have two.
        Assert.Equal(["1 by $c", "2 by $b", "3 by $c", "4 by $a"], got.Order());
    }

    [Fact]
    public async Task Mailboxes_that_cannot_be_seen_get_messages_in_turn()
    {
        var router = Router(new SmallestMailboxPool(1));
        var (one, two) = (CreateTestProbe("one"), CreateTestProbe("two"));
        var own = (await RouteesAsync(router))[0];
        foreach (var probe in new[] { one, two }) router.Tell(new AddRoutee(new ActorSelectionRoutee(Sys.ActorSelection(probe.Path))), null);
        router.Tell(new RemoveRoutee(own), null);
        await SettleAsync(Token);
        Assert.Equal(2, (await RouteesAsync(router)).Count);
        foreach (var message in new[] { 1, 2, 3 }) router.Tell(message, null);
        await one.ExpectMsgAsync(1, Token);
        await two.ExpectMsgAsync(2, Token);
        await one.ExpectMsgAsync(3, Token);
    }

    [Fact]
    public async Task PoisonPill_and_Kill_are_for_the_router_itself_which_stops_its_routees()
    {
        foreach (object end in new object[] { PoisonPill.Instance, Kill.Instance })
        {
            var router = ActorOf(Worker.WithRouter(new RoundRobinPool(2)));
            Watch(router);
            router.Tell(end, null);
            var heard = new List<object>();
            for (var i = 0; i < 3; i++) heard.Add(await ExpectMsgAsync<object>(Token));
            Assert.Equal(2, heard.Count(each => each is "stopped"));
            Assert.IsType<Terminated>(heard[^1]);
        }
    }

    [Fact]
    public async Task A_failing_routee_restarts_alone_and_the_routees_stay_the_same()
    {
        var router = Router(new RoundRobinPool(2));
        var before = await RouteesAsync(router);
        router.Tell(Throw.Now(), null);
        await ExpectAsync("restarted");
        Assert.Equal(before, await RouteesAsync(router));
        await ExpectNoMsgAsync(Token);
        Assert.Equal(["$b", "$a"], [.. await TellAsync(router, 1), .. await TellAsync(router, 1)]);
    }

    [Fact]
    public async Task The_strategy_of_a_pool_judges_its_routees_and_escalation_restarts_router_and_routees()
    {
        var router = ActorOf(new RoundRobinPool(2).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Escalate)).Props(Worker));
        router.Tell(new AdjustPoolSize(1), null);
        var before = await RouteesAsync(router);
        router.Tell(Throw.Now(), null);
        await ExpectAsync("restarted", "restarted", "restarted");
        Assert.Equal(before, await RouteesAsync(router));
        Assert.Equal(3, (await TellAsync(router, 3)).Distinct().Count());
    }

    [Fact]
    public async Task The_pool_size_can_be_adjusted_and_those_that_go_handle_what_was_routed_to_them()
    {
        var router = Router(new RoundRobinPool(1));
        router.Tell(new AdjustPoolSize(2), null);
        Assert.Equal(["$a", "$b", "$c"], (await TellAsync(router, 3)).Order());
        for (var i = 0; i < 300; i++) router.Tell(i, null);
        router.Tell(new AdjustPoolSize(-2), null);
        await SettleAsync(Token);
        var said = new List<object>();
        while (TestActor.HasMessages) said.Add(await ExpectMsgAsync<object>(Token));
        Assert.Equal((300, 2), (said.OfType<int>().Count(), said.Count(each => each is "stopped")));
        Assert.Equal("/user/router/$a", (await RouteesAsync(router)).Single().ToString());
    }

    [Fact]
    public async Task Routees_can_be_added_and_removed_and_one_that_ends_is_forgotten()
    {
        var router = Router(new RoundRobinPool(1));
        var (probe, other) = (CreateTestProbe(), ActorOf(Props.Create<EchoActor>()));
        router.Tell(new AddRoutee(Routee.FromActorRef(probe.Ref)), null);
        router.Tell(new AddRoutee(Routee.FromActorRef(other)), null);
        Assert.Equal(3, (await RouteesAsync(router)).Count);
        Sys.Stop(other);
        await SettleAsync(Token);
        Assert.Equal(2, (await RouteesAsync(router)).Count);
        router.Tell(new RemoveRoutee(Routee.FromActorRef(probe.Ref)), null);
        Assert.Single(await RouteesAsync(router));
        probe.Tell("still alive", null);
        await probe.ExpectMsgAsync("still alive", Token);
    }

    [Fact]
    public async Task A_pool_whose_routees_have_all_ended_stops_itself_and_later_messages_are_dead_letters()
    {
        var router = Router(new RoundRobinPool(2));
        Watch(router);
        router.Tell(new Broadcast(PoisonPill.Instance), null);
        await ExpectAsync("stopped", "stopped");
        await ExpectTerminatedAsync(router, Token);
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        router.Tell("late", null);
        Assert.Equal(("late", router), (await ExpectMsgAsync<DeadLetter>(Token)) is var letter ? (letter.Message, letter.Recipient) : default);
    }

    [Fact]
    public async Task A_router_without_routees_makes_dead_letters()
    {
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        var router = ActorOf(new RoundRobinGroup().Props());
        router.Tell("nobody", null);
        Assert.Equal(("nobody", router), (await ExpectMsgAsync<DeadLetter>(Token)) is var letter ? (letter.Message, letter.Recipient) : default);
    }

    [Fact]
    public async Task A_group_does_not_know_how_to_adjust_its_size()
    {
        Sys.EventStream.Subscribe<UnhandledMessage>(TestActor);
        ActorOf(new RoundRobinGroup("/user/one").Props()).Tell(new AdjustPoolSize(1), null);
        await ExpectMsgAsync<UnhandledMessage>(Token);
    }

    [Fact]
    public async Task The_routees_props_keep_their_own_strategy_whatever_the_order_of_the_calls()
    {
        var stopping = SupervisorStrategy.StoppingStrategy;
        foreach (var props in new[] { Worker.WithRouter(new RoundRobinPool(1)).WithSupervisorStrategy(stopping), Worker.WithSupervisorStrategy(stopping).WithRouter(new RoundRobinPool(1)) })
        {
            Assert.IsType<RoundRobinPool>(props.RouterConfig);
            var router = ActorOf(props);
            router.Tell(Throw.Now(), null);
            // The pool's own strategy restarts the worker; the stopping one is for the worker's children.
            await ExpectAsync("restarted");
        }
    }

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RoundRobinPool(0));
        Assert.Equal(3, new BroadcastPool(3).NrOfInstances);
        Assert.Same(SupervisorStrategy.DefaultStrategy, new BroadcastPool(3).SupervisorStrategy);
        Assert.Equal(["/user/a"], new BroadcastGroup("/user/a").Paths);
    }

    private sealed class WorkerActor : ReceiveActor
    {
        private readonly IActorRef _probe;

        public WorkerActor(IActorRef probe)
        {
            _probe = probe;
            Receive<Throw>(order => throw order.Cause);
            Receive<string>(text => text == "who", _ => Sender.Tell("you"));
            ReceiveAsync<Task>(async gate => await gate);
            ReceiveAny(message => _probe.Tell(message));
        }

        protected override void PostRestart(Exception reason) => _probe.Tell("restarted");

        protected override void PreRestart(Exception reason, object? message)
        {
        }

        protected override void PostStop() => _probe.Tell("stopped");
    }
}
