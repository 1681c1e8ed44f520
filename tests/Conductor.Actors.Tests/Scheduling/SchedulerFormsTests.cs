namespace Conductor.Actors.Tests.Scheduling;

/// <summary>The forms in milliseconds, and those that give back what calls them off.</summary>
public sealed class SchedulerFormsTests : KernelTests
{
    [Fact]
    public async Task Delays_in_milliseconds_are_those_of_the_same_time()
    {
        var scheduler = Sys.Scheduler;
        scheduler.ScheduleTellOnce(1000, TestActor, "once", null);
        scheduler.ScheduleTellRepeatedly(1100, 2000, TestActor, "again", null);
        scheduler.Advanced.ScheduleOnce(1200, () => TestActor.Tell("action", null));
        scheduler.Advanced.ScheduleRepeatedly(1300, 2000, () => TestActor.Tell("action again", null));
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(999), Token);
        await AdvanceAsync(TimeSpan.FromMilliseconds(2400), Token);
        await ExpectAsync("once", "again", "action", "action again", "again", "action again");
    }

    [Fact]
    public async Task What_is_called_off_never_happens_and_the_others_do()
    {
        var scheduler = Sys.Scheduler;
        ICancelable[] all =
        [
            scheduler.ScheduleTellOnceCancelable(1000, TestActor, 1, null),
            scheduler.ScheduleTellRepeatedlyCancelable(1000, 1000, TestActor, 2, null),
            scheduler.Advanced.ScheduleOnceCancelable(TimeSpan.FromSeconds(1), () => TestActor.Tell(3, null)),
            scheduler.Advanced.ScheduleOnceCancelable(1000, () => TestActor.Tell(4, null)),
            scheduler.Advanced.ScheduleRepeatedlyCancelable(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9), () => TestActor.Tell(5, null)),
            scheduler.Advanced.ScheduleRepeatedlyCancelable(1000, 9000, () => TestActor.Tell(6, null)),
        ];
        ICancelable? none = null;
        none.CancelIfNotNull();
        foreach (var schedule in all.Take(3)) schedule.CancelIfNotNull();
        await AdvanceAsync(TimeSpan.FromSeconds(1), Token);
        await ExpectMsgAllOfAsync([4, 5, 6], null, Token);
        foreach (var schedule in all.Skip(3)) schedule.Cancel();
        await ExpectNoMsgAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task A_scheduler_makes_cancelables_with_a_time_and_linked_ones()
    {
        using var byHand = new Cancelable(Sys.Scheduler);
        using var later = new Cancelable(Sys.Scheduler, TimeSpan.FromSeconds(3));
        using var soon = new Cancelable(Sys.Scheduler, 1000);
        using var alone = new Cancelable(Sys.Scheduler.Advanced, TimeSpan.FromSeconds(9));
        byHand.CancelAfter(2000);
        ICancelable[] linked =
        [
            Cancelable.CreateLinkedCancelable(Sys.Scheduler, soon, alone), Cancelable.CreateLinkedCancelable(Sys.Scheduler.Advanced, byHand),
            Cancelable.CreateLinkedCancelable(Sys.Scheduler, later.Token), Cancelable.CreateLinkedCancelable(Sys.Scheduler.Advanced, alone.Token),
        ];
        linked[3].CancelAfter(8000);
        for (var second = 1; second <= 3; second++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(1), Token);
            Assert.Equal(second, linked.Count(each => each.IsCancellationRequested));
            Assert.Equal(second, new[] { soon, byHand, later, alone }.Count(each => each.IsCancellationRequested));
        }
        await AdvanceAsync(TimeSpan.FromSeconds(5), Token);
        Assert.True(linked[3].IsCancellationRequested);
        Assert.False(alone.IsCancellationRequested || alone.IsDisposed);
        alone.Dispose();
        Assert.True(alone.IsDisposed);
    }

    [Fact]
    public async Task Both_monotonic_clocks_are_the_systems()
    {
        await AdvanceAsync(TimeSpan.FromSeconds(7), Token);
        ITimeProvider clocks = Sys.Scheduler;
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)), (clocks.MonotonicClock, clocks.HighResMonotonicClock));
    }
}
