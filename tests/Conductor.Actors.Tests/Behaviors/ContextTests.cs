namespace Conductor.Actors.Tests.Behaviors;

/// <summary>What an actor sees of its surroundings.</summary>
public sealed class ContextTests : KernelTests
{
    [Fact]
    public async Task The_context_knows_the_actor_and_all_around_it()
    {
        var props = Props.Create(() => new LifeActor(TestActor, "life"));
        var actor = ActorOf(props, "life");
        await ExpectAsync("life: PreStart");
        TestActor.Send(actor, new Run(context =>
        {
            var child = context.ActorOf(Props.Create<EchoActor>(), "child");
            context.SetReceiveTimeout(TimeSpan.FromMinutes(3));
            context.Sender.Tell((context.Self, context.Parent.Path.Name, context.System, context.Props.Type, context.ReceiveTimeout));
            context.Sender.Tell((context.Child("child").Equals(child), context.Child("nobody").IsNobody(), context.GetChildren().Single()));
            context.SetReceiveTimeout(null);
            context.Sender.Tell(context.ReceiveTimeout is null);
        }));
        await ExpectAsync((actor, "user", Sys, typeof(LifeActor), (TimeSpan?)TimeSpan.FromMinutes(3)));
        await ExpectAsync((true, true, await Sys.ActorSelection("/user/life/child").ResolveOne(TimeSpan.FromSeconds(1), Token)), true);
    }

    [Fact]
    public async Task A_path_selects_from_inside_an_actor_as_from_outside()
    {
        var actor = ActorOf(Props.Create(() => new LifeActor(TestActor, "life")), "life");
        await ExpectAsync("life: PreStart");
        actor.Tell(new Run(context => context.ActorSelection(TestActor.Path).Tell("by path")), null);
        actor.Tell(new Run(context => context.ActorSelection("../../system/testActor").Tell("from here")), null);
        await ExpectAsync("by path", "from here");
        Sys.ActorSelection(TestActor.Path).Tell("from outside");
        await ExpectAsync("from outside");
        var selection = Sys.ActorSelection(actor, "../../system/testActor");
        Assert.Equal((actor, "/../../system/testActor"), (selection.Anchor, selection.PathString));
    }

    [Fact]
    public async Task The_system_tells_what_it_was_created_with()
    {
        Assert.Same(Time, Sys.TimeProvider);
        Assert.Same(Time, Sys.Setup.TimeProvider);
        var other = ActorSystem.Create("other");
        Leave(other);
        await other.WhenTerminated;
        Assert.Throws<InvalidOperationException>(() => other.ActorOf(Props.Create<EchoActor>()));
    }

    [Fact]
    public async Task An_actor_that_could_not_be_made_is_named_by_the_exception()
    {
        var parent = ActorOf(Props.Create(() => new WitnessParent(TestActor)));
        var actor = await SpawnAsync(parent, Props.Create(() => new BrokenActor()), "broken");
        var failure = await ExpectMsgAsync<ActorInitializationException>(Token);
        Assert.Equal(actor, failure.Actor);
    }

    // Disposed of without waiting for its end, as from code that cannot await.
    private static void Leave(ActorSystem system) => system.Dispose();

    private sealed class BrokenActor : UntypedActor
    {
        public BrokenActor() => throw new InvalidOperationException("broken");

        protected override void OnReceive(object message)
        {
        }
    }
}
