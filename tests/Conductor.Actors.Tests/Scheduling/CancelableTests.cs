namespace Conductor.Actors.Tests.Scheduling;

public sealed class CancelableTests : KernelTests
{
    [Fact]
    public async Task It_is_cancelled_by_hand_or_by_the_clock_and_its_token_with_it()
    {
        using var byHand = new Cancelable(Sys.Scheduler.Advanced);
        using var byClock = new Cancelable(Sys.Scheduler.Advanced);
        Assert.False(byHand.IsCancellationRequested || byClock.IsCancellationRequested);
        byHand.Cancel(throwOnFirstException: false);
        byClock.CancelAfter(TimeSpan.FromSeconds(2));
        Assert.True(byHand.IsCancellationRequested && byHand.Token.IsCancellationRequested);
        await AdvanceAsync(TimeSpan.FromSeconds(1), Token);
        Assert.False(byClock.IsCancellationRequested);
        await AdvanceAsync(TimeSpan.FromSeconds(1), Token);
        Assert.True(byClock.IsCancellationRequested);
    }

    [Fact]
    public async Task What_a_schedule_gives_back_can_be_cancelled_later()
    {
        var schedule = Sys.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromSeconds(5), TestActor, "late", null);
        schedule.CancelAfter(TimeSpan.FromSeconds(1));
        await ExpectNoMsgAsync(TimeSpan.FromSeconds(10), Token);
        Assert.True(schedule.Token.IsCancellationRequested);
    }

    [Fact]
    public void One_that_is_disposed_of_gives_no_token_any_more()
    {
        var disposed = new Cancelable(Sys.Scheduler.Advanced);
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => disposed.Token);
        Assert.False(disposed.IsCancellationRequested);
    }
}
