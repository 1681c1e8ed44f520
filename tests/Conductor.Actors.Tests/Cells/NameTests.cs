namespace Conductor.Actors.Tests.Cells;

public sealed class NameTests : KernelTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("$a")]
    [InlineData("größe")]
    public void An_illegal_name_is_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => ActorOf(Props.Create<EchoActor>(), name));

    [Fact]
    public void A_name_is_unique_among_siblings()
    {
        ActorOf(Props.Create<EchoActor>(), "one");
        var refusal = Assert.Throws<InvalidActorNameException>(() => ActorOf(Props.Create<EchoActor>(), "one"));
        Assert.Contains("'one'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unnamed_actors_are_numbered_in_base_64()
    {
        var parents = Enumerable.Range(0, 66).Select(_ => ActorOf(Props.Create<EchoActor>()).Path.Name).ToArray();
        Assert.Equal(["$a", "$b", "$c"], parents[..3]);
        Assert.Equal(["$~", "$ab", "$bb"], parents[63..]);
    }

    [Fact]
    public async Task A_name_is_free_again_once_the_parent_has_processed_the_end_and_so_on_Terminated()
    {
        var parent = ActorOf(Props.Create(() => new LifeActor(TestActor, "p")));
        await ExpectAsync("p: PreStart");
        parent.Tell(new Run(context =>
        {
            var child = context.ActorOf(Props.Create<EchoActor>(), "child");
            context.Watch(child);
            context.Stop(child);
            Assert.Throws<InvalidActorNameException>(() => context.ActorOf(Props.Create<EchoActor>(), "child"));
        }), null);
        var end = (await ExpectMsgAsync<Heard>(Token)).Of;
        parent.Tell(new Run(context => TestActor.Tell(context.ActorOf(Props.Create<EchoActor>(), "child"))), null);
        var again = await ExpectMsgAsync<IActorRef>(Token);
        Assert.Equal(end.ActorRef.Path, again.Path);
        Assert.NotEqual(end.ActorRef.Path.Uid, again.Path.Uid);
        Assert.NotEqual(end.ActorRef, again);
    }

    [Fact]
    public void A_path_says_where_an_actor_stands()
    {
        var path = ActorOf(Props.Create<EchoActor>(), "one").Path;
        Assert.Equal("conductor://test/user/one", path.ToString());
        Assert.Equal("/user/one", path.ToStringWithoutAddress());
        Assert.Equal(["user", "one"], path.Elements);
        Assert.Equal("user", path.Parent.Name);
        Assert.Equal(path, ActorPath.Parse("conductor://test/user/one"));
        Assert.Equal(path.GetHashCode(), ActorPath.Parse("conductor://test/user/one").GetHashCode());
    }
}
