using Conductor.Core.Health;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Health;

public sealed class RetryBudgetTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void A_hundred_may_be_tried_again_at_once_and_not_one_more()
    {
        var budget = new RetryBudget(0.1, _time);
        Assert.Equal(100, TakeAll(budget));
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public void Ten_turns_pay_for_one_further_attempt()
    {
        var budget = Empty(0.1);
        for (var turn = 0; turn < 9; turn++)
            budget.PayIn();
        Assert.False(budget.TryTakeOut());
        budget.PayIn();
        Assert.True(budget.TryTakeOut());
        Assert.False(budget.TryTakeOut());
    }

    [Fact]
    public void Ten_drip_in_every_second_up_to_a_hundred()
    {
        var budget = Empty(0.1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, TakeAll(budget));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(100, TakeAll(budget));
    }

    [Fact]
    public void Traffic_does_not_fill_it_beyond_its_most()
    {
        var budget = new RetryBudget(0.1, _time);
        for (var turn = 0; turn < 100_000; turn++)
            budget.PayIn();
        Assert.Equal(100, TakeAll(budget));
    }

    [Fact]
    public void A_budget_of_nothing_allows_nothing()
    {
        var budget = new RetryBudget(0, _time);
        budget.PayIn();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(budget.TryTakeOut());
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public async Task Callers_at_the_same_time_never_take_out_more_than_there_is()
    {
        var budget = new RetryBudget(0.1, _time);
        var taken = 0;
        await Parallel.ForAsync(0, 1000, TestContext.Current.CancellationToken, (_, _) =>
        {
            if (budget.TryTakeOut())
                Interlocked.Increment(ref taken);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(100, taken);
    }

    private RetryBudget Empty(double share)
    {
        var budget = new RetryBudget(share, _time);
        TakeAll(budget);
        return budget;
    }

    private static int TakeAll(RetryBudget budget)
    {
        var taken = 0;
        while (budget.TryTakeOut())
            taken++;
        return taken;
    }
}
