namespace Conductor.Actors.Tests.Timers;

public sealed class TimerTests : KernelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private async Task<IActorRef> TimedAsync(Action<ITimerScheduler>? atStart = null)
    {
        var actor = ActorOf(Props.Create(() => new TimedActor(TestActor, atStart)));
        await SettleAsync(Token);
        return actor;
    }

    [Fact]
    public async Task A_single_timer_fires_once_and_is_inactive_when_its_handler_runs()
    {
        await TimedAsync(timers => timers.StartSingleTimer("key", "tick", Second));
        await ExpectNoMsgAsync(Second / 2, Token);
        Time.Advance(Second / 2);
        await ExpectAsync("tick, active: False");
        await ExpectNoMsgAsync(10 * Second, Token);
    }

    [Fact]
    public async Task A_periodic_timer_fires_again_and_again_until_cancelled()
    {
        var actor = await TimedAsync(timers => timers.StartPeriodicTimer("key", "tick", 2 * Second, Second));
        Time.Advance(4 * Second);
        await ExpectAsync("tick, active: True", "tick, active: True", "tick, active: True");
        actor.Tell(new Use(timers => timers.Cancel("key")), null);
        await ExpectNoMsgAsync(10 * Second, Token);
        Assert.Equal(0, Time.ArmedTimers);
    }

    [Fact]
    public async Task The_same_key_replaces()
    {
        await TimedAsync(timers =>
        {
            timers.StartSingleTimer("key", "old", Second);
            timers.StartSingleTimer("key", "new", Second);
        });
        Time.Advance(Second);
        await ExpectAsync("new, active: False");
        await ExpectNoMsgAsync(Token);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("replace")]
    [InlineData("throw")]
    public async Task A_tick_that_is_already_queued_is_discarded_when_its_timer_is_cancelled_replaced_or_from_before_a_restart(string how)
    {
        var gate = new TaskCompletionSource();
        var actor = await TimedAsync(timers => timers.StartSingleTimer("key", "stale", Second));
        actor.Tell(gate.Task, null);
        actor.Tell(new Use(timers =>
        {
            if (how == "cancel") timers.Cancel("key");
            else timers.StartSingleTimer("key", "fresh", Second);
            if (how == "throw") throw new InvalidOperationException();
        }), null);
        await SettleAsync(Token);
        // The tick stands behind the order in the mailbox... or in front of it, in the next run.
        Time.Advance(Second);
        gate.SetResult();
        await SettleAsync(Token);
        if (how == "replace")
        {
            Time.Advance(Second);
            await ExpectAsync("fresh, active: False");
        }
        await ExpectNoMsgAsync(how == "throw" ? TimeSpan.Zero : 10 * Second, Token);
    }

    [Fact]
    public async Task Timers_end_with_a_stop()
    {
        var actor = await TimedAsync(timers => timers.StartPeriodicTimer("key", "tick", Second));
        Sys.Stop(actor);
        await SettleAsync(Token);
        Assert.Equal(0, Time.ArmedTimers);
    }

    [Fact]
    public async Task A_receive_timeout_fires_again_and_again_until_set_to_null()
    {
        var actor = ActorOf(Props.Create(() => new LifeActor(TestActor, "a")));
        actor.Tell(new Run(context => context.SetReceiveTimeout(Second)), null);
        await ExpectAsync("a: PreStart");
        for (var i = 0; i < 3; i++)
        {
            await AdvanceAsync(Second, Token);
            await ExpectMsgAsync<ReceiveTimeout>(Token);
        }
        actor.Tell(new Run(context => context.SetReceiveTimeout(null)), null);
        await ExpectNoMsgAsync(10 * Second, Token);
    }

    [Fact]
    public async Task Every_message_restarts_the_receive_timeout_except_those_that_do_not_influence_it()
    {
        var actor = ActorOf(Props.Create(() => new LifeActor(TestActor, "a")));
        actor.Tell(new Run(context => context.SetReceiveTimeout(Second)), null);
        await ExpectAsync("a: PreStart");
        await AdvanceAsync(0.8 * Second, Token);
        actor.Tell("influences", null);
        await ExpectAsync("influences");
        await ExpectNoMsgAsync(0.8 * Second, Token);
        actor.Tell(Quiet.Instance, null);
        await ExpectAsync(Quiet.Instance);
        await AdvanceAsync(0.2 * Second, Token);
        await ExpectMsgAsync<ReceiveTimeout>(Token);
    }

    [Fact]
    public async Task A_receive_timeout_may_be_set_by_a_message_that_does_not_influence_it()
    {
        var actor = ActorOf(Props.Create(() => new TimedActor(TestActor, null)));
        actor.Tell(new QuietUse(Second), null);
        await AdvanceAsync(Second, Token);
        await ExpectAsync("<ReceiveTimeout>, active: False");
    }

    [Fact]
    public async Task Time_does_not_count_while_a_message_is_being_handled()
    {
        var gate = new TaskCompletionSource();
        var actor = ActorOf(Props.Create(() => new TimedActor(TestActor, null)));
        actor.Tell(new Use(_ => { }, Second), null);
        actor.Tell(gate.Task, null);
        await CountsFromOpeningAsync(gate);
    }

    [Fact]
    public async Task Time_does_not_count_for_the_rest_of_the_handling_that_sets_the_timeout()
    {
        var gate = new TaskCompletionSource();
        var actor = ActorOf(Props.Create(() => new TimedActor(TestActor, null)));
        actor.Tell(new AwaitingUse(Second, gate.Task), null);
        await CountsFromOpeningAsync(gate);
    }

    [Fact]
    public async Task A_receive_timeout_that_a_restart_sets_counts_at_once()
    {
        var actor = ActorOf(Props.Create(() => new TimedAtRestart(TestActor)));
        actor.Tell(Throw.Now(), null);
        await SettleAsync(Token);
        await AdvanceAsync(Second, Token);
        await ExpectAsync(ReceiveTimeout.Instance);
    }

    // While the handler awaits its gate no time counts; from its end on, a second does.
    private async Task CountsFromOpeningAsync(TaskCompletionSource gate)
    {
        await ExpectNoMsgAsync(10 * Second, Token);
        gate.SetResult();
        await SettleAsync(Token);
        await ExpectNoMsgAsync(0.9 * Second, Token);
        await AdvanceAsync(0.1 * Second, Token);
        await ExpectAsync("<ReceiveTimeout>, active: False");
    }

    private sealed class TimedAtRestart(IActorRef probe) : UntypedActor
    {
        protected override void PostRestart(Exception reason) => SetReceiveTimeout(Second);

        protected override void OnReceive(object message)
        {
            if (message is Throw order) throw order.Cause;
            probe.Tell(message);
        }
    }

    private sealed record AwaitingUse(TimeSpan ReceiveTimeout, Task Gate);

    [Fact]
    public async Task A_receive_timeout_stays_in_force_through_a_restart()
    {
        var actor = ActorOf(Props.Create(() => new TimedActor(TestActor, null)));
        actor.Tell(new Use(_ => { }, Second), null);
        actor.Tell(new Use(_ => throw new InvalidOperationException()), null);
        await AdvanceAsync(Second, Token);
        await ExpectAsync("<ReceiveTimeout>, active: False");
    }

    private sealed class Quiet : INotInfluenceReceiveTimeout
    {
        public static readonly Quiet Instance = new();
    }

    private sealed record QuietUse(TimeSpan ReceiveTimeout) : INotInfluenceReceiveTimeout;

    private sealed record Use(Action<ITimerScheduler> Timers, TimeSpan? ReceiveTimeout = null);

    private sealed class TimedActor : ReceiveActor, IWithTimers
    {
        private readonly Action<ITimerScheduler>? _atStart;

        public TimedActor(IActorRef probe, Action<ITimerScheduler>? atStart)
        {
            _atStart = atStart;
            Receive<Use>(order =>
            {
                order.Timers(Timers);
                if (order.ReceiveTimeout is { } timeout) SetReceiveTimeout(timeout);
            });
            Receive<QuietUse>(order => Context.SetReceiveTimeout(order.ReceiveTimeout));
            ReceiveAsync<AwaitingUse>(async order =>
            {
                SetReceiveTimeout(order.ReceiveTimeout);
                await order.Gate;
            });
            ReceiveAsync<Task>(async gate => await gate);
            ReceiveAny(message => probe.Tell($"{message}, active: {Timers.IsTimerActive("key")}"));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => _atStart?.Invoke(Timers);

        protected override void PostRestart(Exception reason)
        {
        }
    }
}
