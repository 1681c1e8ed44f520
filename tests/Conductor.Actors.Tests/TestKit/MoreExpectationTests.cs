namespace Conductor.Actors.Tests.TestKit;

public sealed class MoreExpectationTests : KernelTests
{
    [Fact]
    public async Task An_awaited_assertion_is_tried_until_it_holds()
    {
        var tries = 0;
        await AwaitAssertAsync(async () =>
        {
            await Task.Yield();
            Assert.Equal(3, ++tries);
        }, cancellationToken: Token);
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task An_inbox_waits_as_long_as_its_system_says()
    {
        await using var system = ActorSystem.Create("impatient", new KernelSetup { TimeProvider = Time, InboxTimeout = TimeSpan.FromSeconds(1) });
        using var inbox = Inbox.Create(system);
        var receive = inbox.ReceiveAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => receive);
    }

    [Fact]
    public async Task All_timers_of_an_actor_end_at_once()
    {
        var actor = ActorOf(Props.Create(() => new ImpatientActor(TestActor)));
        await SettleAsync(Token);
        Assert.Equal(2, Time.ArmedTimers);
        actor.Tell("enough", null);
        await ExpectNoMsgAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal(0, Time.ArmedTimers);
    }

    private sealed class ImpatientActor(IActorRef probe) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartSingleTimer("a", "a", TimeSpan.FromSeconds(1));
            Timers.StartPeriodicTimer("b", "b", TimeSpan.FromSeconds(1));
        }

        protected override void OnReceive(object message)
        {
            if (message is "enough") Timers.CancelAll();
            else probe.Tell(message);
        }
    }
}
