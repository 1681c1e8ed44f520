namespace Conductor.Actors.Tests.Routing;

public sealed class RouteeTests : KernelTests
{
    private string TestPath => TestActor.Path.ToStringWithoutAddress();

    [Fact]
    public async Task A_routee_is_an_actor_or_a_path()
    {
        var byRef = new ActorRefRoutee(TestActor.Ref);
        var byPath = new ActorSelectionRoutee(Sys.ActorSelection(TestPath));
        foreach (var routee in new[] { byRef, byPath, Routee.FromActorRef(TestActor) })
        {
            routee.Send("message", null);
            await ExpectAsync("message");
        }
        Assert.Equal((TestActor.Ref, TestPath), (byRef.Actor, byPath.Selection.PathString));
        Assert.True(byPath.Equals(new ActorSelectionRoutee(Sys.ActorSelection(TestPath))));
        Assert.Equal(byPath.GetHashCode(), new ActorSelectionRoutee(Sys.ActorSelection(TestPath)).GetHashCode());
        Assert.False(byPath.Equals(new ActorSelectionRoutee(Sys.ActorSelection("/user/other"))));
    }

    [Fact]
    public void Messages_to_a_router_say_what_they_are_about()
    {
        Routee routee = new ActorRefRoutee(TestActor.Ref);
        Assert.Same(routee, new AddRoutee(routee).Routee);
        Assert.Same(routee, new RemoveRoutee(routee).Routee);
        Assert.Equal(-2, new AdjustPoolSize(-2).Change);
        Assert.Same(routee, Assert.Single(new Routees([routee]).Members));
        Assert.Equal("key", new ConsistentHashableEnvelope("message", "key").ConsistentHashKey);
    }

    [Fact]
    public async Task Groups_are_made_of_a_list_too_and_answer_a_question_that_is_made_anew()
    {
        List<string> paths = [TestPath];
        foreach (var group in new Group[] { new RoundRobinGroup(paths), new BroadcastGroup(paths), new ConsistentHashingGroup(paths).WithHashMapping(new ConsistentHashMapping(message => message)) })
        {
            var router = ActorOf(group.Props());
            router.Tell("message", null);
            await ExpectAsync("message");
            Assert.Single((await router.Ask<Routees>(new GetRoutees(), Token)).Members);
        }
    }

    [Fact]
    public void A_deployment_says_what_it_was_told()
    {
        var config = new RoundRobinPool(2);
        var deploy = new Deploy().WithRouterConfig(config).WithMailbox("m").WithDispatcher("d").WithStashCapacity(7);
        Assert.Equal((config, "m", "d", 7), (deploy.RouterConfig, deploy.Mailbox, deploy.Dispatcher, deploy.StashCapacity));
        Assert.Null(Deploy.Local.RouterConfig);
    }
}
