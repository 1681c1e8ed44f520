namespace Conductor.Actors.Tests.Supervision;

public sealed class StrategyLoggingTests : KernelTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_is_logged_unless_the_strategy_is_told_not_to(bool logs)
    {
        Sys.EventStream.Subscribe<LogEvent>(TestActor);
        var probe = CreateTestProbe();
        var parent = ActorOf(Props.Create(() => new ParentActor(new OneForOneStrategy(-1, -1, _ => Directive.Resume, logs), probe)));
        var child = await SpawnAsync(parent, Props.Create(() => new LifeActor(probe, "child")));
        child.Tell(Throw.Now("told to"), null);
        await SettleAsync(Token);
        Assert.Equal(logs, TestActor.HasMessages);
    }
}
