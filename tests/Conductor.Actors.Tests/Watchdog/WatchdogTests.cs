namespace Conductor.Actors.Tests.Watchdog;

public sealed class WatchdogTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private readonly VirtualTime _time = new();
    private readonly ActorSystem _system;
    private readonly Inbox _events;

    public WatchdogTests()
    {
        _system = ActorSystem.Create("watched", new KernelSetup { TimeProvider = _time, HandlerLimit = Limit });
        _events = Inbox.Create(_system);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_over_the_limit_is_told_once_with_its_actor_and_message()
    {
        _system.EventStream.Subscribe(_events.Receiver, typeof(SlowHandler));
        // Time passes while the handler has its thread: that is what being slow means.
        var slow = _system.ActorOf(Props.Create(() => new Doing(() => _time.Advance(10 * Limit))), "slow");
        slow.Tell("work", ActorRefs.NoSender);
        slow.Tell(42, ActorRefs.NoSender);
        var first = await NextAsync<SlowHandler>();
        var second = await NextAsync<SlowHandler>();
        Assert.Equal((slow, typeof(string)), (first.Actor, first.MessageType));
        Assert.Equal(new SlowHandler(slow, typeof(int), second.Elapsed), second);
        Assert.InRange(first.Elapsed, Limit, 2 * Limit);
    }

    [Fact]
    public async Task A_handler_below_the_limit_is_none_of_its_business()
    {
        _system.EventStream.Subscribe(_events.Receiver, typeof(SlowHandler));
        var quick = _system.ActorOf(Props.Create(() => new Doing(() => _time.Advance(Limit / 2))));
        for (var message = 0; message < 50; message++)
            quick.Tell("work", ActorRefs.NoSender);
        // All done, so that the time which passes next is not the quick one's.
        await quick.Ask<string>("work", Token);
        _system.ActorOf(Props.Create(() => new Doing(() => _time.Advance(10 * Limit)))).Tell(1.5, ActorRefs.NoSender);
        Assert.Equal(typeof(double), (await NextAsync<SlowHandler>()).MessageType);
    }

    [Fact]
    public async Task A_mailbox_that_stands_still_behind_an_await_is_told_of_when_somebody_waits()
    {
        _system.EventStream.Subscribe(_events.Receiver, typeof(StuckMailbox));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var awaiting = _system.ActorOf(Props.Create(() => new Awaiting(gate.Task)));
        awaiting.Tell("first", ActorRefs.NoSender);
        awaiting.Tell(2, ActorRefs.NoSender);
        var next = NextAsync<StuckMailbox>();
        while (!next.IsCompleted)
        {
            // Time must pass from when it awaits, which nobody sees from outside.
            _time.Advance(Limit);
            await Task.Yield();
        }
        gate.SetResult();
        var stuck = await next;
        Assert.Equal((awaiting, typeof(string), 1L), (stuck.Actor, stuck.MessageType, stuck.Waiting));
        Assert.Equal(new StuckMailbox(stuck.Actor, stuck.MessageType, stuck.Waiting, stuck.Age), stuck);
        Assert.True(stuck.Age >= 10 * Limit);
    }

    [Fact]
    public async Task A_system_at_rest_has_no_timer()
    {
        var actor = _system.ActorOf(Props.Create(() => new Doing(Nothing)));
        await actor.Ask<string>("work", cancellationToken: Token);
        Assert.Equal(1, _time.ArmedTimers);
        _time.Advance(2 * Limit);
        Assert.Equal(0, _time.ArmedTimers);
        await actor.Ask<string>("work", cancellationToken: Token);
        Assert.Equal(1, _time.ArmedTimers);
    }

    [Fact]
    public async Task A_timer_that_comes_late_tells_of_a_starved_pool()
    {
        var time = new LateTime();
        await using var system = ActorSystem.Create("starved", new KernelSetup { TimeProvider = time, HandlerLimit = Limit });
        var events = Inbox.Create(system);
        system.EventStream.Subscribe(events.Receiver, typeof(StarvedPool));
        await system.ActorOf(Props.Create(() => new Doing(Nothing))).Ask<string>("work", cancellationToken: Token);
        time.FireLate(TimeSpan.FromSeconds(2));
        var starved = (StarvedPool)await events.ReceiveAsync(TimeSpan.FromSeconds(30)).WaitAsync(Token);
        Assert.Equal(TimeSpan.FromSeconds(2), starved.Late);
        Assert.Equal(new StarvedPool(starved.Late), starved);
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private static void Nothing()
    {
    }

    private async Task<T> NextAsync<T>() => (T)await _events.ReceiveAsync(TimeSpan.FromDays(300)).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);

    private sealed class Doing : ReceiveActor
    {
        public Doing(Action act) => ReceiveAny(message =>
        {
            act();
            Sender.Tell("done");
        });
    }

    private sealed class Awaiting : ReceiveActor
    {
        public Awaiting(Task gate) => ReceiveAnyAsync(async _ => await gate);
    }

    /// <summary>A clock whose only timer comes as late as the test says, as one does that waits for a thread.</summary>
    private sealed class LateTime : TimeProvider
    {
        private readonly List<Timer> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(() => callback(state));
            _timers.Add(timer);
            return timer;
        }

        public void FireLate(TimeSpan late)
        {
            var armed = Assert.Single(_timers, timer => timer.Due is not null);
            Volatile.Write(ref _now, _now + (armed.Due!.Value + late).Ticks);
            armed.Fire();
        }

        private sealed class Timer(Action fire) : ITimer
        {
            public TimeSpan? Due { get; private set; }

            public Action Fire => fire;

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : dueTime;
                return true;
            }

            public void Dispose() => Due = null;

            public ValueTask DisposeAsync()
            {
                Due = null;
                return default;
            }
        }
    }
}
