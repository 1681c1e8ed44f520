namespace Conductor.Actors.Tests.Selecting;

public sealed class SelectionTests : KernelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private async Task<IActorRef> TreeAsync()
    {
        var top = ActorOf(Props.Create(() => new LifeActor(CreateTestProbe(null), "top")), "top");
        foreach (var name in new[] { "one", "two", "other" }) await SpawnAsync(await SpawnAsync(top, Leaf(), name), Leaf(), "leaf");
        return top;
    }

    private Props Leaf()
    {
        var quiet = CreateTestProbe();
        return Props.Create(() => new NamingActor(TestActor, quiet));
    }

    [Theory]
    [InlineData("/user/top/one", "one")]
    [InlineData("conductor://test/user/top/two", "two")]
    [InlineData("/user/top/one/leaf", "one/leaf")]
    [InlineData("/user/top/o*", "one other")]
    [InlineData("/user/top/?*o", "two")]
    [InlineData("/user/top/t?o", "two")]
    [InlineData("/user/top/*/leaf", "one/leaf other/leaf two/leaf")]
    [InlineData("/user/top/one/../two", "two")]
    [InlineData("/user/top/./one", "one")]
    [InlineData("/user/top/**", "one one/leaf other other/leaf two two/leaf")]
    public async Task A_selection_reaches_whom_its_path_names(string path, string whom)
    {
        await TreeAsync();
        TestActor.Send(ActorOf(Props.Create(() => new SelectingActor(path))), "hello");
        var expected = whom.Split(' ');
        var got = new List<string>();
        for (var i = 0; i < expected.Length; i++) got.Add(await ExpectMsgAsync<string>(Token));
        Assert.Equal(expected, got.Order(StringComparer.Ordinal));
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task A_relative_selection_begins_at_the_actor()
    {
        var top = await TreeAsync();
        top.Tell(new Run(context => context.ActorSelection("one/leaf").Tell("hello")), null);
        await ExpectAsync("one/leaf");
        top.Tell(new Run(context => context.ActorSelection("../top/two").Tell("hello")), null);
        await ExpectAsync("two");
        Sys.ActorSelection(top, "other").Tell("hello");
        await ExpectAsync("other");
    }

    [Fact]
    public async Task No_match_is_a_dead_letter_except_after_a_wildcard_fan_out()
    {
        await TreeAsync();
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        Sys.ActorSelection("/user/top/nobody/leaf").Tell("lost", TestActor);
        var letter = await ExpectMsgAsync<DeadLetter>(Token);
        Assert.Equal(("lost", "/user/top/nobody/leaf"), (letter.Message, letter.Recipient.Path.ToStringWithoutAddress()));
        Sys.ActorSelection("/user/top/x*").Tell("no match at all", TestActor);
        await ExpectMsgAsync<DeadLetter>(Token);
        Sys.ActorSelection("/user/top/*/nobody").Tell("silent", TestActor);
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task A_selection_is_resolved_anew_at_each_tell()
    {
        var selection = Sys.ActorSelection("/user/late");
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        selection.Tell("too early", TestActor);
        await ExpectMsgAsync<DeadLetter>(Token);
        ActorOf(Props.Create<EchoActor>(), "late");
        selection.Tell("now", TestActor);
        await ExpectAsync("now");
    }

    [Fact]
    public void Two_stars_may_only_be_last() => Assert.Throws<ArgumentException>(() => Sys.ActorSelection("/user/**/leaf"));

    [Fact]
    public async Task ResolveOne_finds_an_actor_or_fails_with_ActorNotFoundException()
    {
        var top = await TreeAsync();
        Assert.Equal(top, await Sys.ActorSelection("/user/top").ResolveOne(Second, Token));
        Assert.Equal(top, await Sys.ActorSelection(top.Path).ResolveOne(Second, Token));
#pragma warning disable MA0040, xUnit1051 // the form without a token is what is tried here
        Assert.Equal(top, await Sys.ActorSelection("/user/top").ResolveOne(Second));
#pragma warning restore MA0040, xUnit1051
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/nobody").ResolveOne(Second, Token));
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("conductor://elsewhere/user/top").ResolveOne(Second, Token));
        var never = Sys.ActorSelection("/user/top/*/nobody").ResolveOne(Second, Token);
        Time.Advance(Second);
        await Assert.ThrowsAsync<ActorNotFoundException>(() => never);
    }

    [Fact]
    public async Task Identify_always_answers_with_a_null_subject_when_nobody_is_there()
    {
        var echo = ActorOf(Props.Create<EchoActor>(), "echo");
        foreach (var (where, subject) in new (ICanTell, IActorRef?)[] { (echo, echo), (Sys.ActorSelection("/user/echo"), echo), (Sys.ActorSelection("/user/nobody"), null) })
        {
            where.Tell(new Identify("id"), TestActor);
            var identity = await ExpectMsgAsync<ActorIdentity>(Token);
            Assert.Equal(("id", subject), (identity.MessageId, identity.Subject));
        }
        await echo.GracefulStop(Second);
        echo.Tell(new Identify(null), TestActor);
        Assert.Null((await ExpectMsgAsync<ActorIdentity>(Token)).Subject);
    }

    private sealed class SelectingActor(string path) : UntypedActor
    {
        protected override void OnReceive(object message) => Context.ActorSelection(path).Tell(message);
    }

    /// <summary>Says its name below top when it is told something.</summary>
    private sealed class NamingActor(IActorRef probe, IActorRef quiet) : LifeActor(quiet)
    {
        protected override void OnReceive(object message)
        {
            if (message is Spawn) base.OnReceive(message);
            else probe.Tell(string.Join('/', Self.Path.Elements.Skip(2)));
        }
    }
}
