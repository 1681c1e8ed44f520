namespace Conductor.Actors.Tests.Patterns;

public sealed class CircuitBreakerTests : KernelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private CircuitBreaker Breaker(int maxFailures = 2) => Reporting(CircuitBreaker.Create(Sys.Scheduler, maxFailures, 5 * Second, 10 * Second));

    private CircuitBreaker Reporting(CircuitBreaker breaker) => breaker
        .OnOpen(() => TestActor.Tell("open"))
        .OnHalfOpen(() => TestActor.Tell("half open"))
        .OnClose(() => TestActor.Tell("closed"));

    private static async Task FailAsync(CircuitBreaker breaker, string why = "no") =>
        Assert.Equal(why, (await Assert.ThrowsAsync<InvalidOperationException>(() =>
            breaker.WithCircuitBreaker(() => Task.FromException<int>(new InvalidOperationException(why))))).Message);

    private async Task<CircuitBreaker> HalfOpenAsync(int maxFailures = 1)
    {
        var breaker = Breaker(maxFailures);
        for (var i = 0; i < maxFailures; i++) await FailAsync(breaker);
        await ExpectAsync("open");
        Time.Advance(10 * Second);
        await ExpectAsync("half open");
        return breaker;
    }

    [Fact]
    public async Task Closed_it_passes_calls_and_counts_failures_in_a_row()
    {
        var breaker = Breaker();
        Assert.Equal(5, await breaker.WithCircuitBreaker(() => Task.FromResult(5)));
        await FailAsync(breaker);
        Assert.Equal((1, true), (breaker.CurrentFailureCount, breaker.LastCaughtException is InvalidOperationException));
        await breaker.WithCircuitBreaker(() => Task.CompletedTask);
        Assert.Equal((0, null), (breaker.CurrentFailureCount, breaker.LastCaughtException));
        await FailAsync(breaker);
        Assert.True(breaker.IsClosed);
        await FailAsync(breaker);
        Assert.True(breaker.IsOpen);
        await ExpectAsync("open");
    }

    [Fact]
    public async Task A_call_that_throws_before_its_task_is_a_failure_too()
    {
        var breaker = Breaker(1);
        await Assert.ThrowsAsync<FormatException>(() => breaker.WithCircuitBreaker(Task<int> () => throw new FormatException()));
        Assert.True(breaker.IsOpen);
    }

    [Fact]
    public async Task A_call_over_its_time_is_a_failure_and_is_asked_to_end()
    {
        var breaker = Breaker(1);
        var asked = new TaskCompletionSource();
        var call = breaker.WithCircuitBreaker(async overdue =>
        {
            await using var registration = overdue.Register(asked.SetResult);
            await new TaskCompletionSource().Task;
        });
        Time.Advance(5 * Second);
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await asked.Task;
        Assert.True(breaker.IsOpen);
        Assert.IsType<TimeoutException>(breaker.LastCaughtException);
    }

    [Fact]
    public async Task A_call_in_time_leaves_no_timer_behind()
    {
        Assert.Equal(6, await Breaker().WithCircuitBreaker(_ => Task.FromResult(6)));
        Assert.Equal(0, Time.ArmedTimers);
        var endless = new CircuitBreaker(Sys.Scheduler, 1, Timeout.InfiniteTimeSpan, Second);
        var never = new TaskCompletionSource<int>();
        var call = endless.WithCircuitBreaker(() => never.Task);
        Assert.Equal(0, Time.ArmedTimers);
        never.SetResult(7);
        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task Open_it_fails_fast_with_the_remaining_time()
    {
        var breaker = Breaker(1);
        await FailAsync(breaker);
        Time.Advance(4 * Second);
        var refused = await Assert.ThrowsAsync<OpenCircuitException>(() => breaker.WithCircuitBreaker(Task<int> () => throw new FormatException("called")));
        Assert.Equal(6 * Second, refused.RemainingDuration);
    }

    [Fact]
    public async Task Half_open_it_tries_one_call_and_fails_the_others_fast()
    {
        var breaker = await HalfOpenAsync();
        Assert.True(breaker.IsHalfOpen);
        var trial = new TaskCompletionSource<int>();
        var call = breaker.WithCircuitBreaker(() => trial.Task);
        var refused = await Assert.ThrowsAsync<OpenCircuitException>(() => breaker.WithCircuitBreaker(() => Task.FromResult(2)));
        Assert.Equal(TimeSpan.Zero, refused.RemainingDuration);
        trial.SetResult(1);
        Assert.Equal(1, await call);
        Assert.True(breaker.IsClosed);
        await ExpectAsync("closed");
        Assert.Equal(3, await breaker.WithCircuitBreaker(() => Task.FromResult(3)));
    }

    [Fact]
    public async Task Half_open_it_opens_again_at_the_first_failure_whatever_its_maximum()
    {
        var breaker = await HalfOpenAsync(maxFailures: 3);
        await FailAsync(breaker);
        Assert.True(breaker.IsOpen);
        await ExpectAsync("open");
    }

    [Fact]
    public async Task A_call_counts_only_in_the_state_that_it_began_in()
    {
        var breaker = Breaker(1);
        var (early, late) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var calls = new[] { breaker.WithCircuitBreaker(() => early.Task), breaker.WithCircuitBreaker(() => late.Task) };
        await FailAsync(breaker);
        Time.Advance(10 * Second);
        // The two began while it was closed, so neither decides the trial. Their own time is over as well.
        early.TrySetResult(1);
        late.TrySetException(new FormatException());
        foreach (var call in calls) await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.True(breaker.IsHalfOpen);
    }

    [Fact]
    public async Task The_pause_grows_with_each_failed_trial_and_begins_anew_once_closed()
    {
        var breaker = Reporting(new CircuitBreaker(Sys.Scheduler, 1, 5 * Second, 10 * Second, 20 * Second, 1.5));
        foreach (var seconds in new[] { 10, 15, 20, 20 })
        {
            await FailAsync(breaker);
            await ExpectAsync("open");
            Assert.Equal(seconds * Second, Time.UntilNextTimer);
            Time.Advance(seconds * Second);
            await ExpectAsync("half open");
        }
        await breaker.WithCircuitBreaker(() => Task.CompletedTask);
        await ExpectAsync("closed");
        await FailAsync(breaker);
        Assert.Equal(10 * Second, Time.UntilNextTimer);
    }

    [Fact]
    public async Task Fractional_factors_count_as_written()
    {
        var breaker = CircuitBreaker.Create(Sys.Scheduler, 1, 5 * Second, 100 * Second).WithRandomFactor(0.5);
        await FailAsync(breaker);
        Assert.InRange(Time.UntilNextTimer!.Value, 100 * Second, 150 * Second);
        var growing = breaker.WithExponentialBackoff(1_000 * Second);
        Assert.Equal((2, 0.5, 1_000 * Second), (growing.ExponentialBackoffFactor, growing.RandomFactor, growing.MaxResetTimeout));
        Assert.Equal((1, 5 * Second, 100 * Second, Sys.Scheduler), (growing.MaxFailures, growing.CallTimeout, growing.ResetTimeout, growing.Scheduler));
        Assert.True(growing.IsClosed);
    }

    [Fact]
    public async Task Calls_that_were_made_without_it_can_be_counted_by_hand()
    {
        var breaker = await HalfOpenAsync();
        breaker.Fail();
        Assert.True(breaker.IsOpen);
        Assert.IsType<UserCalledFailException>(breaker.LastCaughtException);
        await ExpectAsync("open");
        Time.Advance(10 * Second);
        await ExpectAsync("half open");
        breaker.Succeed();
        await ExpectAsync("closed");
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitBreaker(Sys.Scheduler, 0, Second, Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitBreaker(Sys.Scheduler, 1, TimeSpan.Zero, Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitBreaker(Sys.Scheduler, 1, Second, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitBreaker(Sys.Scheduler, 1, Second, Second, TimeSpan.Zero, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitBreaker(Sys.Scheduler, 1, Second, Second, Second, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitBreaker(Sys.Scheduler, 1, Second, Second, Second, 1, 2));
    }
}
