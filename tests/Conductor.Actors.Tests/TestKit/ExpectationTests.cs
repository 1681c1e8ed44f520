namespace Conductor.Actors.Tests.TestKit;

public sealed class ExpectationTests : KernelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Whoever expects in vain here does not make the run wait for it.
    public ExpectationTests() => Impatient = new ImpatientKit();

    private ImpatientKit Impatient { get; }

    private static async Task<string> RefusedAsync(Func<Task> expectation) => (await Assert.ThrowsAsync<ExpectationException>(expectation)).Message;

    private void Tell(params object[] messages)
    {
        foreach (var message in messages) TestActor.Tell(message, null);
    }

    [Fact]
    public async Task The_next_message_must_be_of_the_type_that_is_expected()
    {
        Tell("one", 2);
        Assert.Equal("one", await ExpectMsgAsync<string>(Token));
        Assert.Equal("one", LastMessage);
        Assert.Contains("expected a String, but got 2 (System.Int32)", await RefusedAsync(() => ExpectMsgAsync<string>(Token)));
    }

    [Fact]
    public async Task The_next_message_must_equal_the_one_that_is_expected()
    {
        Tell("one", "two");
        Assert.Equal("one", await ExpectMsgAsync("one", Token));
        Assert.Contains("expected one, but got two", await RefusedAsync(() => ExpectMsgAsync("one", Token)));
    }

    [Fact]
    public async Task The_next_message_must_pass_a_predicate_or_an_assertion()
    {
        Tell(1, 2, 3, 4);
        Assert.Equal(1, await ExpectMsgAsync<int>(number => number == 1, cancellationToken: Token));
        Assert.Contains("expected an odd one, but got 2", await RefusedAsync(() => ExpectMsgAsync<int>(number => number % 2 == 1, "an odd one", Token)));
        Assert.Equal(3, await ExpectMsgAsync<int>(number => Assert.Equal(3, number), Token));
        await Assert.ThrowsAsync<FormatException>(() => ExpectMsgAsync<int>(_ => throw new FormatException(), Token));
    }

    [Fact]
    public async Task The_next_message_must_be_from_the_sender_that_is_expected()
    {
        var (friend, stranger) = (CreateTestProbe("friend"), CreateTestProbe("stranger"));
        friend.Send(TestActor, "hello");
        stranger.Send(TestActor, "hello");
        Assert.Equal("hello", await ExpectMsgFromAsync<string>(friend.Ref, cancellationToken: Token));
        Assert.Equal(friend.Ref, LastSender);
        Assert.Contains("stranger", await RefusedAsync(() => ExpectMsgFromAsync<string>(friend.Ref, cancellationToken: Token)));
    }

    [Fact]
    public async Task Any_of_several_or_all_of_several_in_any_order()
    {
        Tell(2, 9, 3, 1, 2, 7);
        Assert.Equal(2, await ExpectMsgAnyOfAsync([1, 2, 3], cancellationToken: Token));
        Assert.Contains("any of 1, 2, 3", await RefusedAsync(() => ExpectMsgAnyOfAsync([1, 2, 3], cancellationToken: Token)));
        Assert.Equal([3, 1, 2], await ExpectMsgAllOfAsync([1, 2, 3], cancellationToken: Token));
        Assert.Contains("all of 1, 2", await RefusedAsync(() => ExpectMsgAllOfAsync([1, 2], cancellationToken: Token)));
    }

    [Fact]
    public async Task Several_messages_come_in_their_order()
    {
        Tell(1, "two", 3);
        await SettleAsync(Token);
        Assert.True(HasMessages);
        Assert.Equal([1, "two", 3], await ReceiveNAsync(3, cancellationToken: Token));
        Assert.False(HasMessages);
        Assert.Contains("message 1 of 1", await RefusedAsync(() => Impatient.ReceiveNAsync(1, cancellationToken: Token)));
    }

    [Fact]
    public async Task Fishing_drops_what_comes_before()
    {
        Tell(1, "no", 2, "yes", 3);
        Assert.Equal("yes", await FishForMessageAsync<string>(text => text == "yes", cancellationToken: Token));
        Assert.Equal(3, await ExpectMsgAsync<int>(Token));
        Assert.Contains("a whale", await RefusedAsync(() => Impatient.FishForMessageAsync<string>(_ => true, hint: "a whale", cancellationToken: Token)));
    }

    [Fact]
    public async Task The_end_of_an_actor_is_expected_once_it_is_watched()
    {
        var (one, two) = (ActorOf<EchoActor>(), ActorOf<EchoActor>());
        Watch(one);
        Watch(two);
        Unwatch(two);
        Sys.Stop(two);
        Sys.Stop(one);
        await ExpectTerminatedAsync(one, Token);
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task No_message_is_one_that_is_not_there_when_the_actors_are_at_rest()
    {
        await ExpectNoMsgAsync(Token);
        ActorOf<EchoActor>().Tell("echo", TestActor);
        Assert.Contains("expected nothing, but got echo", await RefusedAsync(() => ExpectNoMsgAsync(Token)));
        Sys.Scheduler.ScheduleTellOnce(3 * Second, TestActor, "in 3 s", null);
        await ExpectNoMsgAsync(2 * Second, Token);
        await RefusedAsync(() => ExpectNoMsgAsync(2 * Second, Token));
    }

    [Fact]
    public async Task A_duration_moves_the_clock_until_the_message_comes_and_no_further()
    {
        Sys.Scheduler.ScheduleTellRepeatedly(3 * Second, 3 * Second, TestActor, "tick", null);
        await ExpectMsgAsync<string>(10 * Second, cancellationToken: Token);
        Assert.Equal(3 * Second, Time.Elapsed);
        await ExpectMsgAsync("tick", 10 * Second, Token);
        await ExpectMsgAnyOfAsync(["tick"], 10 * Second, Token);
        await ExpectMsgAllOfAsync(["tick", "tick"], 10 * Second, Token);
        Assert.Equal(15 * Second, Time.Elapsed);
        await ReceiveNAsync(2, 6 * Second, Token);
        Assert.Equal(21 * Second, Time.Elapsed);
        Assert.Null(await ReceiveOneAsync(2 * Second, Token));
        Assert.Equal("tick", await ReceiveOneAsync(2 * Second, Token));
        Assert.Equal(24 * Second, Time.Elapsed);
    }

    [Fact]
    public async Task A_duration_that_is_too_short_ends_in_a_refusal()
    {
        Sys.Scheduler.ScheduleTellOnce(3 * Second, TestActor, "tick", null);
        Assert.Contains("nothing came", await RefusedAsync(() => ExpectMsgAsync<string>(2 * Second, "a tick", Token)));
        Assert.Equal(2 * Second, Time.Elapsed);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ExpectMsgAsync<string>(-Second, cancellationToken: Token));
    }

    [Fact]
    public async Task An_expectation_that_was_given_up_takes_no_message_along()
    {
        await RefusedAsync(() => Impatient.ExpectMsgAsync<string>(Token));
        using var cancelled = new CancellationTokenSource();
        var waiting = Impatient.ExpectMsgAsync<string>(cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Impatient.TestActor.Tell("still there", null);
        await Impatient.SettleAsync(Token);
        Assert.Equal("still there", await Impatient.ExpectMsgAsync<string>(Token));
    }

    [Fact]
    public async Task Within_a_block_expectations_may_move_the_clock_for_what_is_left_of_its_time()
    {
        Sys.Scheduler.ScheduleTellOnce(3 * Second, TestActor, "tick", null);
        Assert.Null(Remaining);
        var result = await WithinAsync(5 * Second, async () =>
        {
            await ExpectMsgAsync("tick", Token);
            Assert.Equal(2 * Second, Remaining);
            await WithinAsync(10 * Second, () =>
            {
                Assert.Equal(2 * Second, Remaining);
                return Task.CompletedTask;
            });
            return "done";
        });
        Assert.Equal(("done", 3 * Second, null), (result, Time.Elapsed, Remaining));
    }

    [Fact]
    public async Task A_block_that_takes_too_long_or_too_little_is_refused()
    {
        Assert.Contains("more than", await RefusedAsync(() => WithinAsync(Second, () => AdvanceAsync(2 * Second, Token))));
        Assert.Contains("less than", await RefusedAsync(() => WithinAsync(Second, 2 * Second, () => Task.CompletedTask)));
        Assert.Equal(5, await WithinAsync(Second, 2 * Second, async () =>
        {
            await AdvanceAsync(Second, Token);
            return 5;
        }));
    }

    [Fact]
    public async Task What_no_message_tells_is_looked_at_until_it_is_so()
    {
        var outside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        await AwaitAssertAsync(() =>
        {
            if (++seen == 3) outside.SetResult();
            Assert.True(outside.Task.IsCompleted);
        }, Token);
        Assert.Equal(3, seen);
        await AwaitConditionAsync(() => ++seen == 5, cancellationToken: Token);
        await AwaitConditionAsync(() => Task.FromResult(++seen == 7), cancellationToken: Token);
        await Assert.ThrowsAsync<FormatException>(() => Impatient.AwaitAssertAsync(() => throw new FormatException(), Token));
        Assert.Contains("never fulfilled", await RefusedAsync(() => Impatient.AwaitConditionAsync(() => false, cancellationToken: Token)));
    }

    [Fact]
    public async Task What_the_clock_brings_about_is_looked_at_from_timer_to_timer()
    {
        var due = false;
        Sys.Scheduler.Advanced.ScheduleOnce(3 * Second, () => due = true);
        await AwaitAssertAsync(() => Assert.True(due), 10 * Second, Token);
        Assert.Equal(3 * Second, Time.Elapsed);
        await WithinAsync(2 * Second, () => AwaitConditionAsync(() => Time.Elapsed == 5 * Second, cancellationToken: Token));
    }

    [Fact]
    public async Task Actors_that_do_not_come_to_rest_are_complained_of()
    {
        var gate = new TaskCompletionSource();
        var restless = Impatient.ActorOf(Props.Create(() => new RestlessActor(gate.Task)));
        restless.Tell("go", null);
        Assert.Contains("did not come to rest", await RefusedAsync(() => Impatient.SettleAsync(Token)));
        gate.SetResult();
    }

    [Fact]
    public async Task A_probe_sends_replies_and_forwards()
    {
        var (one, two) = (CreateTestProbe("one"), CreateTestProbe("two"));
        Assert.Throws<InvalidOperationException>(() => one.Forward(two));
        two.Send(one, "ask");
        await one.ExpectMsgAsync("ask", Token);
        Assert.Equal((two.Ref, "ask"), (one.Sender, one.LastMessage));
        one.Reply("answer");
        await two.ExpectMsgFromAsync<string>(one.Ref, cancellationToken: Token);
        one.Forward(TestActor);
        await ExpectMsgFromAsync<string>(two.Ref, cancellationToken: Token);
        Assert.True(one.Equals(one.Ref) && one.Equals((object)one.Ref) && one.Ref.Equals(one) && one.GetHashCode() == one.Ref.GetHashCode());
        Assert.Contains("/system/one", one.ToString());
        Assert.Equal("one", one.Path.Name);
    }

    [Fact]
    public async Task A_probe_is_an_actor_to_whoever_watches_stops_or_selects_it()
    {
        var probe = CreateTestProbe("probe");
        Sys.ActorSelection("/system/probe").Tell("selected");
        await probe.ExpectMsgAsync("selected", Token);
        Watch(probe);
        Sys.Stop(probe);
        await ExpectTerminatedAsync(probe, Token);
    }

    private sealed class RestlessActor(Task gate) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (!gate.IsCompleted) Self.Tell(message);
        }
    }
}

/// <summary>A kit as somebody else would derive one, and one that gives up soon.</summary>
internal sealed class ImpatientKit : TestKitBase
{
    public ImpatientKit() : base(systemName: "impatient") => Patience = TimeSpan.FromMilliseconds(20);
}
