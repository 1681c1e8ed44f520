using Conductor.Core.Admission;
using Conductor.Core.Streams;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Admission;

public sealed class AdmissionQueueTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void An_empty_queue_has_nothing_to_take()
    {
        var queue = Queue();
        Assert.False(queue.TryTake(out _));
        Assert.False(queue.TryTakeExpired(out _));
        Assert.False(queue.TryRemove(new TurnId(Guid.NewGuid()), out _));
        Assert.Null(queue.TimeLeft);
    }

    [Fact]
    public void Callers_take_turns_and_each_ones_own_stay_in_order()
    {
        var queue = Queue();
        foreach (var turn in new[] { "a1", "a2", "a3", "b1", "b2", "c1" })
            Add(queue, turn);

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], TakeAll(queue));
    }

    [Fact]
    public void A_caller_that_comes_late_is_next_but_for_one_turn_of_each_other()
    {
        var queue = Queue();
        for (var number = 0; number < 100; number++)
            Add(queue, $"a{number}");
        for (var taken = 0; taken < 10; taken++)
            Assert.True(queue.TryTake(out _));
        Add(queue, "b");

        Assert.True(TakeAll(queue).IndexOf("b") <= 1);
    }

    [Fact]
    public void A_caller_with_three_times_the_weight_is_served_three_times_as_often()
    {
        var queue = Queue();
        for (var number = 0; number < 40; number++)
        {
            Add(queue, $"a{number}", weight: 3);
            Add(queue, $"b{number}");
        }
        var first = TakeAll(queue).Take(40).ToList();

        Assert.Equal(30, first.Count(turn => turn[0] == 'a'));
    }

    [Fact]
    public void Priorities_share_sixteen_to_four_to_one_and_none_starves()
    {
        var queue = Queue();
        for (var number = 0; number < 100; number++)
        {
            Add(queue, $"l{number}", priority: TurnPriority.Low);
            Add(queue, $"n{number}", priority: TurnPriority.Normal);
            Add(queue, $"h{number}", priority: TurnPriority.High);
        }
        var first = TakeAll(queue).Take(105).ToList();

        Assert.Equal(80, first.Count(turn => turn[0] == 'h'));
        Assert.Equal(20, first.Count(turn => turn[0] == 'n'));
        Assert.Equal(5, first.Count(turn => turn[0] == 'l'));
    }

    [Fact]
    public void A_high_turn_goes_before_normal_ones_that_came_earlier()
    {
        var queue = Queue();
        for (var number = 0; number < 5; number++)
            Add(queue, $"n{number}");
        Assert.True(queue.TryTake(out _));
        Add(queue, "h", priority: TurnPriority.High);

        Assert.Equal("h", TakeAll(queue)[0]);
    }

    [Fact]
    public void A_caller_whose_turns_take_long_is_served_less_often_so_that_the_time_is_shared()
    {
        var queue = Queue();
        for (var number = 0; number < 200; number++)
        {
            Add(queue, $"long{number}", caller: "long");
            Add(queue, $"short{number}", caller: "short");
        }
        var time = new Dictionary<string, double> { ["long"] = 0, ["short"] = 0 };
        for (var served = 0; served < 200; served++)
        {
            Assert.True(queue.TryTake(out var turn));
            var seconds = turn.Flow.Caller == "long" ? 4.0 : 1.0;
            time[turn.Flow.Caller] += seconds;
            _time.Advance(TimeSpan.FromSeconds(seconds));
            queue.Served(turn);
        }

        Assert.InRange(time["long"] / time["short"], 0.8, 1.25);
    }

    [Fact]
    public void A_full_queue_takes_a_light_caller_in_at_the_cost_of_the_newest_of_the_flood()
    {
        var queue = Queue(limit: 4);
        foreach (var turn in new[] { "a1", "a2", "a3", "a4" })
            Add(queue, turn);

        Assert.Equal("a4", Add(queue, "b1"));
        Assert.Equal("a3", Add(queue, "b2"));
        Assert.Equal("b3", Add(queue, "b3"));
        Assert.Equal("a5", Add(queue, "a5"));
        Assert.Equal(["a1", "b1", "a2", "b2"], TakeAll(queue));
    }

    [Fact]
    public void A_turn_expires_when_it_has_waited_too_long_and_not_before()
    {
        var queue = Queue();
        Add(queue, "b1", longestWait: TimeSpan.FromSeconds(14));
        Add(queue, "a1", longestWait: TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(TimeSpan.FromSeconds(6), queue.TimeLeft);
        _time.Advance(TimeSpan.FromSeconds(5.999));
        Assert.False(queue.TryTakeExpired(out _));
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(queue.TryTakeExpired(out var expired));
        Assert.Equal("a1", expired.Turn);
        Assert.False(queue.TryTakeExpired(out _));
        Assert.Equal(TimeSpan.FromSeconds(4), queue.TimeLeft);
    }

    [Fact]
    public void The_wait_is_estimated_from_what_turns_took_so_far()
    {
        var queue = Queue(slots: 2);
        Assert.Null(queue.EstimateWait(3));
        Serve(queue, "a", TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(20), queue.EstimateWait(3));
        Serve(queue, "a", TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(18), queue.EstimateWait(3));
    }

    [Fact]
    public void A_weight_below_one_is_a_mistake() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Add(Queue(), "a", weight: 0));

    [Fact]
    public void Ten_thousand_waiting_turns_of_ten_thousand_callers_take_a_few_megabytes()
    {
        // What this thread allocates, what grew out of its place included: nobody else's work is in it.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var queue = Queue(limit: 10_000);
        for (var number = 0; number < 10_000; number++)
            queue.Add(TurnId.New(_time), "turn", $"caller {number}", 1, TurnPriority.Normal, Timeout.InfiniteTimeSpan, out _);
        var used = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(10_000, queue.Count);
        Assert.InRange(used, 1, 6_000_000);
    }

    private void Serve(AdmissionQueue<string> queue, string turn, TimeSpan time)
    {
        Add(queue, turn);
        Assert.True(queue.TryTake(out var taken));
        _time.Advance(time);
        queue.Served(taken);
    }

    /// <returns>The turn that found no place.</returns>
    private string? Add(
        AdmissionQueue<string> queue, string turn, int weight = 1, TurnPriority priority = TurnPriority.Normal, string? caller = null, TimeSpan? longestWait = null)
    {
        queue.Add(TurnId.New(_time), turn, caller ?? turn[..1], weight, priority, longestWait ?? TimeSpan.FromSeconds(60), out var refused);
        return refused?.Turn;
    }

    private static List<string> TakeAll(AdmissionQueue<string> queue)
    {
        var all = new List<string>();
        while (queue.TryTake(out var turn))
            all.Add(turn.Turn);
        return all;
    }

    private AdmissionQueue<string> Queue(int limit = 1024, int slots = 1) => new(new QueuePlan { Limit = limit, Slots = slots }, _time);
}
