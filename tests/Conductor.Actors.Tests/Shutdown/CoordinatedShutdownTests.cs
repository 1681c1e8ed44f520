namespace Conductor.Actors.Tests.Shutdown;

public sealed class CoordinatedShutdownTests : KernelTests
{
    private static readonly string[] Order =
    [
        "before-service-unbind", "service-unbind", "service-requests-done", "service-stop", "before-cluster-shutdown",
        "cluster-sharding-shutdown-region", "cluster-leave", "cluster-exiting", "cluster-exiting-done", "cluster-shutdown",
        "before-actor-system-terminate", "actor-system-terminate",
    ];

    private readonly VirtualTime _time = new();

    private ActorSystem NewSystem(params ShutdownPhase[] changed) => ActorSystem.Create("ending", new KernelSetup
    {
        TimeProvider = _time,
        ShutdownPhases = [.. ShutdownPhase.Defaults.Select(phase => changed.FirstOrDefault(other => other.Name == phase.Name) ?? phase)],
    });

    private Func<Task<Done>> Say(string what) => () =>
    {
        TestActor.Tell(what);
        return Task.FromResult(Done.Instance);
    };

    [Fact]
    public async Task Twelve_phases_run_in_the_order_of_their_dependencies()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem());
        foreach (var phase in Order.Reverse()) shutdown.AddTask(phase, "say", Say(phase));
        Assert.Null(shutdown.ShutdownReason);
        Assert.Same(Done.Instance, await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance));
        Assert.Same(CoordinatedShutdown.UnknownReason.Instance, shutdown.ShutdownReason);
        await ExpectAsync([.. Order]);
        Assert.True(shutdown.System.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Terminate_runs_it_with_its_own_reason()
    {
        var system = NewSystem();
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "say", Say("stopped"));
        await system.Terminate();
        await ExpectAsync("stopped");
        Assert.Same(CoordinatedShutdown.ActorSystemTerminateReason.Instance, CoordinatedShutdown.Get(system).ShutdownReason);
        Assert.Equal("ActorSystemTerminateReason", CoordinatedShutdown.Get(system).ShutdownReason!.ToString());
    }

    [Fact]
    public async Task It_runs_once_and_later_calls_get_the_same_task()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem());
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "say", Say("once"));
        var run = shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);
        Assert.Same(run, shutdown.Run(CoordinatedShutdown.UnknownReason.Instance));
        await run;
        Assert.Same(CoordinatedShutdown.ClrExitReason.Instance, shutdown.ShutdownReason);
        await ExpectAsync("once");
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task Tasks_of_one_phase_run_side_by_side_and_the_next_phase_waits_for_all()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem());
        var (one, two) = (new TaskCompletionSource<Done>(), new TaskCompletionSource<Done>());
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "one", Waiting("one", one));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "two", Waiting("two", two));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "next", Say("next"));
        var run = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        await ExpectAsync("one", "two");
        two.SetResult(Done.Instance);
        await ExpectNoMsgAsync(Token);
        one.SetResult(Done.Instance);
        await run;
        await ExpectAsync("next");
    }

    [Fact]
    public async Task A_task_may_be_added_to_a_later_phase_while_running_but_not_to_one_that_has_begun()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem());
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "adds", () =>
        {
            shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "late", Say("late"));
            shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "later", Say("later"));
            return Say("first")();
        });
        shutdown.System.EventStream.Subscribe<Warning>(TestActor);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        Assert.Contains("late", (await ExpectMsgAsync<Warning>(Token)).Message.ToString());
        await ExpectAsync("first", "later");
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task A_phase_that_recovers_logs_failures_and_late_tasks_and_goes_on()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem());
        shutdown.System.EventStream.Subscribe<Warning>(TestActor);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () => Task.FromException<Done>(new InvalidOperationException("boom")));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "throws", () => throw new FormatException());
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "hangs", () => new TaskCompletionSource<Done>().Task);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "next", Say("next"));
        var run = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        await _time.WaitForTimersAsync(1, Token);
        Assert.Equal(TimeSpan.FromSeconds(5), _time.UntilNextTimer);
        _time.Advance(TimeSpan.FromSeconds(5));
        await run;
        Assert.Equal("boom", (await ExpectMsgAsync<Warning>(Token)).Cause!.Message);
        Assert.IsType<FormatException>((await ExpectMsgAsync<Warning>(Token)).Cause);
        Assert.Contains("hangs", (await ExpectMsgAsync<Warning>(Token)).Message.ToString());
        await ExpectAsync("next");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_phase_that_does_not_recover_aborts_the_run_at_a_failure_or_late_task(bool isLate)
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem(new ShutdownPhase(CoordinatedShutdown.PhaseServiceUnbind) { Recover = false }));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "odd", () =>
            isLate ? new TaskCompletionSource<Done>().Task : Task.FromException<Done>(new FormatException()));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "next", Say("next"));
        var run = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        if (isLate) _time.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType(isLate ? typeof(TimeoutException) : typeof(FormatException), await Record.ExceptionAsync(() => run));
        await ExpectNoMsgAsync(Token);
        Assert.False(shutdown.System.WhenTerminated.IsCompleted);
        // Who asks for the end of the actors gets it all the same.
        await shutdown.System.Terminate();
    }

    [Fact]
    public async Task A_run_may_begin_with_a_later_phase()
    {
        var shutdown = CoordinatedShutdown.Get(NewSystem());
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "skipped", Say("skipped"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "say", Say("begun"));
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseServiceStop);
        await ExpectAsync("begun");
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task The_tree_ends_leaves_first_and_then_takes_no_more_actors()
    {
        var system = NewSystem();
        var parent = system.ActorOf(Props.Create(() => new LifeActor(TestActor, "parent")));
        parent.Tell(new Run(context => context.ActorOf(Props.Create(() => new LifeActor(TestActor, "child")))), null);
        await ExpectAsync("parent: PreStart", "child: PreStart");
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "still alive", () =>
        {
            system.ActorOf(Props.Create(() => new LifeActor(TestActor, "last")));
            return Task.FromResult(Done.Instance);
        });
        await system.Terminate();
        var heard = new List<string>();
        for (var i = 0; i < 4; i++) heard.Add(await ExpectMsgAsync<string>(Token));
        Assert.True(heard.IndexOf("child: PostStop") < heard.IndexOf("parent: PostStop"));
        Assert.Contains("last: PostStop", heard);
        Assert.Throws<InvalidOperationException>(() => system.ActorOf(Props.Create<EchoActor>()));
    }

    [Fact]
    public async Task Timeouts_are_five_seconds_but_ten_for_three_phases()
    {
        await using var system = NewSystem();
        var shutdown = CoordinatedShutdown.Get(system);
        Assert.Equal(
            ["cluster-sharding-shutdown-region", "cluster-exiting", "actor-system-terminate"],
            Order.Where(phase => shutdown.Timeout(phase) == TimeSpan.FromSeconds(10)));
        Assert.Equal(9, Order.Count(phase => shutdown.Timeout(phase) == TimeSpan.FromSeconds(5)));
        Assert.Equal(TimeSpan.FromSeconds(75), shutdown.TotalTimeout);
    }

    [Fact]
    public async Task Phases_of_ones_own_stand_where_their_dependencies_put_them()
    {
        var system = ActorSystem.Create("own", new KernelSetup
        {
            ShutdownPhases =
            [
                new("last") { DependsOn = ["middle", "unknown"] },
                new("middle") { DependsOn = ["first"], Timeout = TimeSpan.FromSeconds(1) },
                new("first"),
            ],
        });
        var shutdown = CoordinatedShutdown.Get(system);
        foreach (var phase in new[] { "last", "middle", "first" }) shutdown.AddTask(phase, phase, Say(phase));
        await system.Terminate();
        await ExpectAsync("first", "middle", "last");
    }

    [Fact]
    public async Task Unknown_phases_circles_and_names_that_are_taken_are_refused()
    {
        await using var system = NewSystem();
        var shutdown = CoordinatedShutdown.Get(system);
        Assert.Throws<ArgumentException>(() => shutdown.AddTask("no-phase", "say", Say("?")));
        Assert.Throws<ArgumentException>(() => { _ = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, "no-phase"); });
        Assert.Throws<ArgumentException>(() => shutdown.Timeout("no-phase"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShutdownPhase("x") { Timeout = TimeSpan.Zero });
        Assert.Throws<ArgumentException>(() => ActorSystem.Create("circle", new KernelSetup
        {
            ShutdownPhases = [new("a") { DependsOn = ["b"] }, new("b") { DependsOn = ["a"] }],
        }));
        Assert.Throws<ArgumentException>(() => ActorSystem.Create("twice", new KernelSetup { ShutdownPhases = [new("a"), new("a")] }));
    }

    private Func<Task<Done>> Waiting(string name, TaskCompletionSource<Done> gate) => () =>
    {
        TestActor.Tell(name);
        return gate.Task;
    };
}
