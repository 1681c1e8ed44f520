namespace Conductor.Actors.Tests.Supervision;

/// <summary>Strategies and deciders say what they were made of, in whichever form they were made.</summary>
public sealed class StrategyTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly InvalidOperationException Cause = new("why");

    private static Directive Always(Exception cause) => Directive.Resume;

    [Fact]
    public void A_strategy_keeps_its_limits_and_its_decider()
    {
        (OneForOneStrategy Strategy, int Retries, int Window)[] one =
        [
            (new(Always), -1, -1), (new(Always, loggingEnabled: false), -1, -1), (new(Decider.From(Always)), -1, -1), (new(3, Minute, Always), 3, 60_000),
            (new(null, Minute, Decider.From(Always)), -1, 60_000), (new(-5, -1, Always, loggingEnabled: false), -1, -1), (new(5, 60_000, Decider.From(Always)), 5, 60_000),
            (new OneForOneStrategy(5, 60_000, Always).WithMaxNrOfRetries(6), 6, 60_000), (new(1, TimeSpan.FromDays(99), Always), 1, int.MaxValue),
        ];
        Assert.All(one, each => Assert.Equal(
            (each.Retries, each.Window, Directive.Resume), (each.Strategy.MaxNumberOfRetries, each.Strategy.WithinTimeRangeMilliseconds, each.Strategy.Decider.Decide(Cause))));
        (AllForOneStrategy Strategy, int Retries, int Window)[] all =
        [
            (new(Always), -1, -1), (new(Decider.From(Always)), -1, -1), (new(0, null, Always), 0, -1), (new(2, Minute, Decider.From(Always)), 2, 60_000),
            (new(4, 60_000, Always, loggingEnabled: false), 4, 60_000), (new(4, -1, Decider.From(Always), loggingEnabled: false), 4, -1),
        ];
        Assert.All(all, each => Assert.Equal(
            (each.Retries, each.Window, Directive.Resume), (each.Strategy.MaxNumberOfRetries, each.Strategy.WithinTimeRangeMilliseconds, each.Strategy.Decider.Decide(Cause))));
    }

    [Fact]
    public void A_table_is_written_with_When()
    {
        List<KeyValuePair<Type, Directive>> pairs = [Directive.Stop.When<FormatException>(), Directive.Resume.When<TimeoutException>()];
        DeployableDecider[] same = [Decider.From(Directive.Escalate, pairs), Decider.From(Directive.Escalate, [.. pairs]), new(Directive.Escalate, pairs)];
        Assert.All(same, decider => Assert.Equal(
            [Directive.Stop, Directive.Resume, Directive.Escalate], new Exception[] { new FormatException(), new TimeoutException(), Cause }.Select(decider.Decide)));
    }

    [Fact]
    public void A_table_decides_by_the_nearest_base_type_and_else_by_its_default()
    {
        var table = new DeployableDecider(
            Directive.Escalate, new KeyValuePair<Type, Directive>(typeof(SystemException), Directive.Restart), new(typeof(InvalidOperationException), Directive.Stop));
        Assert.Equal(Directive.Escalate, table.DefaultDirective);
        Assert.Equal(
            [Directive.Stop, Directive.Stop, Directive.Restart, Directive.Escalate],
            new Exception[] { Cause, new ObjectDisposedException("it"), new FormatException(), new HttpRequestException() }.Select(table.Decide));
        var same = Decider.From(Directive.Escalate, new KeyValuePair<Type, Directive>(typeof(FormatException), Directive.Resume));
        Assert.Equal((Directive.Resume, Directive.Escalate), (same.Decide(new FormatException()), same.Decide(Cause)));
    }

    [Fact]
    public void A_function_decides_as_it_says()
    {
        var decider = new LocalOnlyDecider(cause => cause is FormatException ? Directive.Stop : Directive.Escalate);
        Assert.Equal((Directive.Stop, Directive.Escalate), (decider.Decide(new FormatException()), decider.Decide(Cause)));
    }
}
