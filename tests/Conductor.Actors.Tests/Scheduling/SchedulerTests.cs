namespace Conductor.Actors.Tests.Scheduling;

public sealed class SchedulerTests : KernelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task ScheduleTellOnce_tells_once_after_its_delay_with_its_sender()
    {
        var sender = CreateTestProbe();
        Sys.Scheduler.ScheduleTellOnce(Second, TestActor, "tick", sender);
        await ExpectNoMsgAsync(0.9 * Second, Token);
        Time.Advance(0.1 * Second);
        await ExpectAsync("tick");
        Assert.Equal(sender.Ref, TestActor.Sender);
        await ExpectNoMsgAsync(10 * Second, Token);
    }

    [Fact]
    public async Task ScheduleTellRepeatedly_tells_until_cancelled()
    {
        var cancelable = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(2 * Second, Second, TestActor, "tick", null);
        Time.Advance(4 * Second);
        await ExpectAsync("tick", "tick", "tick");
        cancelable.Cancel();
        Assert.True(cancelable.IsCancellationRequested);
        await ExpectNoMsgAsync(10 * Second, Token);
        Assert.Equal(0, Time.ArmedTimers);
    }

    [Fact]
    public async Task What_is_cancelled_before_its_time_never_happens()
    {
        Sys.Scheduler.ScheduleTellOnceCancelable(Second, TestActor, "never", null).Cancel(throwOnFirstException: true);
        using var cancelled = new Cancelable(Sys.Scheduler.Advanced);
        cancelled.Cancel();
        Sys.Scheduler.ScheduleTellOnce(Second, TestActor, "never", null, cancelled);
        Sys.Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "never", null, cancelled);
        await ExpectNoMsgAsync(10 * Second, Token);
    }

    [Fact]
    public async Task Actions_run_by_the_clock_and_one_that_throws_is_logged_and_goes_on()
    {
        Sys.EventStream.Subscribe<Error>(TestActor);
        var runs = 0;
        Sys.Scheduler.Advanced.ScheduleOnce(Second, () => TestActor.Tell("once"));
        using var until = new Cancelable(Sys.Scheduler.Advanced, 3.5 * Second);
        Sys.Scheduler.Advanced.ScheduleRepeatedly(2 * Second, Second, () => throw new InvalidOperationException($"run {++runs}"), until);
        Time.Advance(10 * Second);
        await ExpectAsync("once");
        for (var i = 1; i <= 2; i++) Assert.Equal($"run {i}", (await ExpectMsgAsync<Error>(Token)).Cause!.Message);
        await ExpectNoMsgAsync(Token);
        Assert.True(until.Token.IsCancellationRequested);
    }

    [Fact]
    public void The_scheduler_knows_the_time()
    {
        var (now, since) = (Sys.Scheduler.Now, Sys.Scheduler.MonotonicClock);
        Time.Advance(Second);
        Assert.Equal(now + Second, Sys.Scheduler.Now);
        Assert.Equal(since + Second, Sys.Scheduler.MonotonicClock);
    }

    [Fact]
    public void A_negative_delay_or_an_empty_interval_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellOnce(-Second, TestActor, "", null));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellRepeatedly(Second, TimeSpan.Zero, TestActor, "", null));
    }

    [Fact]
    public async Task Nothing_is_scheduled_beyond_the_end_of_the_system()
    {
        Sys.Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "tick", null);
        await Sys.Terminate();
        Sys.Scheduler.ScheduleTellOnce(Second, TestActor, "tick", null);
        Assert.Equal(0, Time.ArmedTimers);
    }
}
