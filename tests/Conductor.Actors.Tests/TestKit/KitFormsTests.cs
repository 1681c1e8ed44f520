namespace Conductor.Actors.Tests.TestKit;

/// <summary>Forms of the test kit that Akka.NET's users know.</summary>
public sealed class KitFormsTests : KernelTests
{
    [Fact]
    public async Task A_test_makes_and_finds_actors_as_a_factory_does()
    {
        Assert.IsAssignableFrom<IActorRefFactory>(this);
        var actor = ActorOf(() => new LifeActor(TestActor, "life"), "life");
        await ExpectAsync("life: PreStart");
        ActorSelection("/user/life").Tell("by name", TestActor);
        ActorSelection(actor.Path).Tell("by path", TestActor);
        await ExpectAsync("by name", "by path");
    }

    [Fact]
    public async Task A_predicate_or_an_assertion_may_have_a_time()
    {
        var second = TimeSpan.FromSeconds(1);
        Sys.Scheduler.ScheduleTellOnce(second, TestActor, 1, null);
        Sys.Scheduler.ScheduleTellOnce(2 * second, TestActor, 2, null);
        Assert.Equal(1, await ExpectMsgAsync<int>(number => number == 1, second, "the first", Token));
        Assert.Equal(2, await ExpectMsgAsync<int>(number => Assert.Equal(2, number), second, cancellationToken: Token));
        TestActor.Tell(3, null);
        await Assert.ThrowsAsync<ExpectationException>(() => ExpectMsgAsync<int>(number => number == 4, second, cancellationToken: Token));
    }
}
