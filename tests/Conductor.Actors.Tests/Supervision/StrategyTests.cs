namespace Conductor.Actors.Tests.Supervision;

/// <summary>Strategies and deciders say what they were made of, in whichever form they were made.</summary>
public sealed class StrategyTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly InvalidOperationException Cause = new("why");

    private static Directive Always(Exception cause) => Directive.Resume;

    public static TheoryData<SupervisorStrategy, int, TimeSpan?> Strategies => new()
    {
        { new OneForOneStrategy(Always), -1, null },
        { new OneForOneStrategy(Decider.From(Always)), -1, null },
        { new OneForOneStrategy(3, Minute, Always), 3, Minute },
        { new OneForOneStrategy(null, Minute, Decider.From(Always)), -1, Minute },
        { new OneForOneStrategy(-5, -1, Always, loggingEnabled: false), -1, null },
        { new AllForOneStrategy(Always), -1, null },
        { new AllForOneStrategy(0, null, Always), 0, null },
        { new AllForOneStrategy(2, Minute, Decider.From(Always)), 2, Minute },
        { new AllForOneStrategy(4, 60_000, Always, loggingEnabled: false), 4, Minute },
    };

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_strategy_keeps_its_limits_and_its_decider(SupervisorStrategy strategy, int retries, TimeSpan? window)
    {
        Assert.Equal((retries, window, Directive.Resume), (strategy.MaxNumberOfRetries, strategy.WithinTimeRange, strategy.Decider.Decide(Cause)));
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
