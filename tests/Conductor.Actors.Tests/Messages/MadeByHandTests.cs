namespace Conductor.Actors.Tests.Messages;

/// <summary>Messages, exceptions, paths and deployments that users make themselves.</summary>
public sealed class MadeByHandTests : KernelTests
{
    private static readonly FormatException Cause = new("why");

    [Fact]
    public async Task A_Terminated_made_by_hand_counts_only_for_a_watcher_whose_actor_has_ended()
    {
        var actor = ActorOf(Props.Create(() => new LifeActor(TestActor, "life")));
        await ExpectAsync("life: PreStart");
        actor.Tell(new Terminated(TestActor, existenceConfirmed: true, addressTerminated: false), TestActor);
        actor.Tell("next", TestActor);
        await ExpectAsync("next");
        Assert.IsAssignableFrom<IAutoReceivedMessage>(new Terminated(actor, true, false));
        Assert.Null(Status.Success.Instance.Status);
    }

    [Fact]
    public void Exceptions_made_by_hand_keep_what_they_are_told()
    {
        var restart = new PostRestartException(TestActor, Cause, new InvalidOperationException("first"));
        Assert.Equal((TestActor.Ref, Cause, "first"), (((TestProbe)restart.Actor!).Ref, restart.InnerException, restart.OriginalCause.Message));
        var start = new ActorInitializationException(TestActor, "no start", Cause);
        Assert.Equal(("no start", Cause), (start.Message, start.InnerException));
        Assert.Null(new ActorInitializationException("no start", Cause).Actor);
        Assert.Same(TestActor, new DeathPactException(TestActor).DeadActor);
        Assert.All(new Exception[] { new InvalidActorNameException("x", Cause), new StashOverflowException("x", Cause), new ActorNotFoundException("x", Cause) }, each => Assert.Same(Cause, each.InnerException));
    }

    [Fact]
    public void Refs_and_paths_have_an_order()
    {
        var (user, b) = (ActorPath.Parse("conductor://s/user"), ActorPath.Parse("conductor://s/user/b"));
        ActorPath[] ordered = [ActorPath.Parse("conductor://r/z"), user, user.Child("a"), user.Child("a").Child("c"), b];
        Assert.Equal(ordered, ordered.Reverse().Order());
        Assert.Equal((0, 1), (b.CompareTo(user / "b"), b.CompareTo(null)));
        Assert.Equal((7, b), (b.WithUid(7).Uid, b.WithUid(7)));
        Assert.Equal(0, user.Root.WithUid(7).Uid);

        IActorRef[] refs = [Sys.ActorSelection("/").Anchor, CreateTestProbe("a").Ref, CreateTestProbe("b").Ref];
        Assert.Equal(refs, refs.Reverse().Order());
        Assert.True(refs[2].CompareTo((object)refs[1]) > 0);
        Assert.Throws<ArgumentException>(() => refs[2].CompareTo("b"));
    }

    [Fact]
    public void An_address_is_read_as_it_is_written()
    {
        Assert.Equal(new Address("conductor", "s", "host", 80), Address.Parse("conductor://s@host:80"));
        Assert.Throws<UriFormatException>(() => Address.Parse("no address"));
    }

    [Fact]
    public void Props_tell_their_deployment()
    {
        Assert.Equal(Deploy.None, Props.Create<EchoActor>().Deploy);
        var router = new RoundRobinPool(2);
        Assert.Equal(new Deploy(router).WithMailbox("small"), Props.Create<EchoActor>().WithRouter(router).WithMailbox("small").Deploy);
    }

    [Fact]
    public async Task An_inbox_gets_the_message_that_it_wanted_for_a_death()
    {
        using var inbox = Inbox.Create(Sys);
        var actor = ActorOf(Props.Create<EchoActor>());
        Assert.Throws<InvalidMessageException>(() => inbox.WatchWith(actor, null!));
        Assert.Equal(actor, inbox.WatchWith(actor, "it is gone"));
        Sys.Stop(actor);
        Assert.Equal("it is gone", await inbox.ReceiveAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Each_pool_keeps_its_type_with_another_strategy()
    {
        var strategy = SupervisorStrategy.StoppingStrategy;
        RoundRobinPool one = new RoundRobinPool(1).WithSupervisorStrategy(strategy);
        BroadcastPool two = new BroadcastPool(1).WithSupervisorStrategy(strategy);
        SmallestMailboxPool three = new SmallestMailboxPool(1).WithSupervisorStrategy(strategy);
        ConsistentHashingPool four = new ConsistentHashingPool(1).WithVirtualNodesFactor(3).WithSupervisorStrategy(strategy);
        Assert.All(new Pool[] { one, two, three, four }, pool => Assert.Same(strategy, pool.SupervisorStrategy));
        Assert.NotSame(strategy, new RoundRobinPool(1).SupervisorStrategy);
    }
}
