namespace Conductor.Actors.Tests.Systems;

public sealed class ActorSystemTests : KernelTests
{
    [Fact]
    public async Task Terminate_ends_the_whole_tree_leaves_first()
    {
        var top = ActorOf(Props.Create(() => new LifeActor(TestActor, "top")));
        var middle = await SpawnAsync(top, Props.Create(() => new LifeActor(TestActor, "middle")));
        await SpawnAsync(middle, Props.Create(() => new LifeActor(TestActor, "leaf")));
        await ExpectAsync("top: PreStart", "middle: PreStart", "leaf: PreStart");
        var end = Sys.Terminate();
        await ExpectAsync("leaf: PostStop", "middle: PostStop", "top: PostStop");
        await end;
        Assert.True(Sys.WhenTerminated.IsCompletedSuccessfully);
        Assert.Same(Sys.WhenTerminated, Sys.Terminate());
    }

    [Fact]
    public async Task ActorOf_after_Terminate_throws_InvalidOperationException()
    {
        _ = Sys.Terminate();
        Assert.Throws<InvalidOperationException>(() => ActorOf(Props.Create<EchoActor>()));
        await Sys.WhenTerminated;
    }

    [Fact]
    public async Task Termination_callbacks_run_last_registered_first_and_one_that_throws_stops_no_other()
    {
        var order = new List<int>();
        for (var i = 1; i <= 3; i++)
        {
            var nth = i;
            Sys.RegisterOnTermination(() =>
            {
                order.Add(nth);
                if (nth == 2) throw new InvalidOperationException();
            });
        }
        await Sys.Terminate();
        Assert.Equal([3, 2, 1], order);
        Assert.Throws<InvalidOperationException>(() => Sys.RegisterOnTermination(() => { }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("-begins")]
    public void An_illegal_system_name_is_refused(string name) => Assert.Throws<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public async Task Systems_know_nothing_of_each_other()
    {
        await using var other = ActorSystem.Create("test");
        var echo = other.ActorOf(Props.Create<EchoActor>(), "echo");
        ActorOf(Props.Create<EchoActor>(), "echo");
        TestActor.Send(echo, "across");
        await ExpectAsync("across");
        Assert.Equal(("test", "conductor://test"), (other.Name, other.ToString()));
    }

    [Fact]
    public void Dispose_begins_the_end_without_waiting_for_it()
    {
        ActorSystem system;
        using (system = ActorSystem.Create("disposed")) Assert.False(system.WhenTerminated.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => system.ActorOf(Props.Create<EchoActor>()));
    }

    [Fact]
    public async Task Actors_made_from_many_threads_while_the_system_ends_end_too()
    {
        await using var system = ActorSystem.Create("closing");
        var making = Enumerable.Range(0, 4).Select(_ => MakeAsync(system)).ToArray();
        await Task.Yield();
        await system.Terminate();
        foreach (var made in await Task.WhenAll(making))
            foreach (var actor in made) Assert.True(await actor.GracefulStop(TimeSpan.FromSeconds(20)));
    }

    private static async Task<List<IActorRef>> MakeAsync(ActorSystem system)
    {
        await Task.Yield();
        var made = new List<IActorRef>();
        try
        {
            var props = Props.Create<EchoActor>();
            while (made.Count < 3_000) made.Add(system.ActorOf(props));
        }
        catch (InvalidOperationException)
        {
            // The door is closed.
        }
        return made;
    }
}
