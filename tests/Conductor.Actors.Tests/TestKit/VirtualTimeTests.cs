namespace Conductor.Actors.Tests.TestKit;

public sealed class VirtualTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualTime _time = new();
    private readonly List<string> _fired = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ITimer Timer(string name, TimeSpan due, TimeSpan? period = null) => _time.CreateTimer(
        _ => _fired.Add($"{name} at {_time.Elapsed.TotalSeconds}"), null, due, period ?? Timeout.InfiniteTimeSpan);

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        var (start, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        Assert.Equal(start, _time.GetUtcNow());
        _time.Advance(3 * Second);
        Assert.Equal(3 * Second, _time.GetUtcNow() - start);
        Assert.Equal(3 * Second, _time.GetElapsedTime(stamp));
        Assert.Equal(3 * Second, _time.Elapsed);
        var noon = new DateTimeOffset(2031, 5, 6, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(noon, new VirtualTime(noon).GetUtcNow());
        Assert.Equal(TimeZoneInfo.Utc, _time.LocalTimeZone);
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(-Second));
    }

    [Fact]
    public void Timers_fire_at_their_own_times_in_order_of_time_and_then_of_creation()
    {
        Timer("b", 2 * Second);
        Timer("c", 2 * Second);
        Timer("a", Second);
        Timer("late", 4 * Second);
        Assert.Equal((4, Second), (_time.ArmedTimers, _time.UntilNextTimer));
        _time.Advance(3 * Second);
        Assert.Equal(["a at 1", "b at 2", "c at 2"], _fired);
        Assert.Equal(Second, _time.UntilNextTimer);
    }

    [Fact]
    public void A_periodic_timer_fires_once_per_period_until_it_is_disposed_of()
    {
        var timer = Timer("tick", Second, 2 * Second);
        _time.Advance(5 * Second);
        Assert.Equal(["tick at 1", "tick at 3", "tick at 5"], _fired);
        timer.Dispose();
        Assert.False(timer.Change(Second, Second));
        _time.Advance(5 * Second);
        Assert.Equal((3, 0, null), (_fired.Count, _time.ArmedTimers, _time.UntilNextTimer));
    }

    [Fact]
    public void A_timer_that_is_armed_while_time_moves_fires_on_the_way()
    {
        _time.CreateTimer(_ => Timer("inner", Second), null, Second, Timeout.InfiniteTimeSpan);
        _time.Advance(3 * Second);
        Assert.Equal(["inner at 2"], _fired);
    }

    [Fact]
    public async Task A_timer_that_is_due_at_once_fires_without_an_advance()
    {
        var fired = new TaskCompletionSource();
        await using var timer = _time.CreateTimer(_ => fired.TrySetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await fired.Task;
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task Who_waits_for_timers_is_told_when_they_are_armed()
    {
        var (two, soon) = (_time.WaitForTimersAsync(2, Token), _time.WaitForTimerAsync(Second, Token));
        Timer("far", 5 * Second);
        Assert.False(two.IsCompleted || soon.IsCompleted);
        Timer("near", Second);
        await two;
        await soon;
        await _time.WaitForTimersAsync(1, Token);
        using var source = new CancellationTokenSource();
        var given = _time.WaitForTimersAsync(3, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
    }

    [Fact]
    public async Task Delays_and_deadlines_of_the_framework_obey_it()
    {
        var delay = Task.Delay(5 * Second, _time, Token);
        using var deadline = new CancellationTokenSource(3 * Second, _time);
        _time.Advance(4 * Second);
        Assert.True(deadline.IsCancellationRequested);
        Assert.False(delay.IsCompleted);
        _time.Advance(Second);
        await delay;
    }
}
