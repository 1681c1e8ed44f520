namespace Conductor.Actors.Tests.TestKit;

/// <summary>Expectations that look at the sender too, compare as the test says, or look again after an interval.</summary>
public sealed class SenderExpectationTests : KernelTests
{
    private void Tell(object message, IActorRef? sender = null) => TestActor.Ref.Tell(message, sender);

    private static async Task<string> RefusedAsync(Func<Task> expectation) => (await Assert.ThrowsAsync<ExpectationException>(expectation)).Message;

    [Fact]
    public async Task A_comparer_decides_what_is_equal()
    {
        Tell("YES");
        Tell("no");
        Assert.Equal("YES", await ExpectMsgAsync("yes", (want, got) => want.Equals(got, StringComparison.OrdinalIgnoreCase), cancellationToken: Token));
        Assert.Contains("yes, but got no", await RefusedAsync(() => ExpectMsgAsync("yes", (want, got) => want == got, cancellationToken: Token)));
    }

    [Fact]
    public async Task A_predicate_and_an_assertion_see_the_sender()
    {
        var (one, two) = (CreateTestProbe("one"), CreateTestProbe("two"));
        Tell(1, one.Ref);
        Tell(2, two.Ref);
        Tell(3);
        Tell(4, two.Ref);
        Assert.Equal(1, await ExpectMsgAsync<int>((number, sender) => number == 1 && sender.Equals(one.Ref), cancellationToken: Token));
        Assert.Equal(2, await ExpectMsgAsync<int>((int _, IActorRef sender) => Assert.Equal(two.Ref, sender), cancellationToken: Token));
        Assert.Equal(3, await ExpectMsgAsync<int>((_, sender) => sender.Equals(Sys.DeadLetters), cancellationToken: Token));
        Assert.Contains("from one", await RefusedAsync(() => ExpectMsgAsync<int>((_, sender) => sender.Equals(one.Ref), hint: "four from one", cancellationToken: Token)));
    }

    [Fact]
    public async Task A_message_is_expected_from_its_sender_only()
    {
        var (one, two) = (CreateTestProbe("one"), CreateTestProbe("two"));
        foreach (var number in Enumerable.Range(1, 4))
            Tell(number, one.Ref);
        Assert.Equal(1, await ExpectMsgFromAsync(one.Ref, 1, cancellationToken: Token));
        Assert.Equal(2, await ExpectMsgFromAsync<int>(one.Ref, number => number > 1, cancellationToken: Token));
        Assert.Contains("/two", await RefusedAsync(() => ExpectMsgFromAsync(two.Ref, 3, cancellationToken: Token)));
        Assert.Contains("5 from", await RefusedAsync(() => ExpectMsgFromAsync(one.Ref, 5, cancellationToken: Token)));
    }

    [Fact]
    public async Task Fishing_until_a_type_refuses_exactly_that_type()
    {
        Tell(1);
        Tell("two");
        await FishUntilMessageAsync<long>(cancellationToken: Token);
        Assert.False(HasMessages);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(2), TestActor.Ref, "late", ActorRefs.NoSender);
        await FishUntilMessageAsync<string>(TimeSpan.FromSeconds(1), Token);
        Assert.Contains("no String", await RefusedAsync(() => FishUntilMessageAsync<string>(TimeSpan.FromSeconds(1), Token)));
    }

    [Fact]
    public async Task A_condition_is_looked_at_after_each_interval_until_its_time_is_over()
    {
        var looks = new List<TimeSpan>();
        await AwaitConditionAsync(() =>
        {
            looks.Add(Time.Elapsed);
            return looks.Count == 4;
        }, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), cancellationToken: Token);
        Assert.Equal([0, 2, 4, 6], looks.Select(at => at.TotalSeconds - looks[0].TotalSeconds));

        await AwaitAssertAsync(() => Assert.True(Time.Elapsed >= looks[0] + TimeSpan.FromSeconds(7)), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), Token);
        Assert.Equal(looks[0] + TimeSpan.FromSeconds(7), Time.Elapsed);
    }

    [Fact]
    public async Task What_is_looked_at_may_take_its_time_and_is_named_when_it_never_holds()
    {
        var start = Time.Elapsed;
        await AwaitConditionAsync(async () =>
        {
            await Task.Yield();
            return Time.Elapsed - start >= TimeSpan.FromSeconds(2);
        }, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), cancellationToken: Token);
        await AwaitAssertAsync(async () =>
        {
            await Task.Yield();
            Assert.True(Time.Elapsed - start >= TimeSpan.FromSeconds(4));
        }, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), Token);
        Assert.Equal(TimeSpan.FromSeconds(4), Time.Elapsed - start);

        await using var impatient = new ImpatientKit();
        Assert.Equal("no whale", await RefusedAsync(() =>
            impatient.AwaitConditionAsync(() => false, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), "no whale", Token)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AwaitAssertAsync(() => { }, null, TimeSpan.Zero, Token));
    }
}
