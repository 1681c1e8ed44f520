namespace Conductor.Actors.Tests.Refs;

public sealed class RefTests : KernelTests
{
    [Fact]
    public async Task Nobody_takes_everything_and_is_dead_to_those_who_watch_it()
    {
        var nobody = ActorRefs.Nobody;
        nobody.Tell("dropped", null);
        Assert.True(nobody.IsNobody());
        Assert.True(((IActorRef?)null).IsNobody());
        Assert.False(TestActor.IsNobody());
        Assert.Same(TestActor, nobody.GetOrElse(() => TestActor));
        Assert.Same(TestActor, TestActor.GetOrElse(() => nobody));
        Assert.True(await nobody.GracefulStop(TimeSpan.Zero));
        var watcher = ActorOf(Props.Create(() => new LifeActor(TestActor, "watcher")));
        watcher.Tell(new Run(context => context.Watch(nobody)), null);
        await ExpectAsync("watcher: PreStart");
        Assert.False((await ExpectMsgAsync<Heard>(Token)).Of.ExistenceConfirmed);
    }

    [Fact]
    public void Refs_are_equal_when_path_and_uid_are()
    {
        var one = ActorOf(Props.Create<EchoActor>(), "one");
        Assert.True(one.Equals(one));
        Assert.False(one.Equals(ActorOf(Props.Create<EchoActor>(), "two")));
        Assert.True(TestActor.Equals(TestActor.Ref));
        Assert.True(TestActor.Ref.Equals(TestActor));
        Assert.Equal(TestActor.GetHashCode(), TestActor.Ref.GetHashCode());
        Assert.Contains("conductor://test/user/one#", one.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conductor://system", null, null)]
    [InlineData("conductor://System-1@host:8080", "host", 8080)]
    public void An_address_is_read_as_it_is_written(string text, string? host, int? port)
    {
        Assert.True(Address.TryParse(text, out var address));
        Assert.Equal((text, host, port, host is null), (address!.ToString(), address.Host, address.Port, address.HasLocalScope));
    }

    [Fact]
    public void A_path_is_built_compared_and_read()
    {
        var root = ActorPath.Parse("conductor://s/");
        var path = root / "user" / (string[])["a", "b"];
        Assert.Equal(ActorPath.Parse("conductor://s/user/a/b"), path);
        Assert.True(path == ActorPath.Parse("conductor://s/user/a/b"));
        Assert.True(path != ActorPath.Parse("conductor://t/user/a/b"));
        Assert.True(path != path.Parent);
        Assert.Equal((root, 3, "/", "/user/a/b"), (path.Root, path.Depth, root.ToStringWithoutAddress(), path.ToStringWithoutAddress()));
        Assert.Equal(root, root.Parent);
        Assert.False(ActorPath.TryParse("no path", out _));
        Assert.Throws<UriFormatException>(() => ActorPath.Parse("no path"));
        Assert.EndsWith($"#{TestActor.Path.Uid}", TestActor.Path.ToStringWithUid(), StringComparison.Ordinal);
        Assert.Equal("conductor://s/user/a/b", path.ToStringWithUid());
    }

    [Fact]
    public async Task Who_watches_an_asker_hears_of_the_end_of_the_ask()
    {
        var asked = CreateTestProbe();
        var ask = asked.Ask<string>("?", Token);
        await asked.ExpectMsgAsync("?", Token);
        var asker = asked.Sender;
        Watch(asker);
        await SettleAsync(Token);
        asked.Reply("!");
        Assert.Equal("!", await ask);
        await ExpectTerminatedAsync(asker, Token);
        Assert.StartsWith("conductor://test/temp/", asker.Path.ToString(), StringComparison.Ordinal);
    }
}
