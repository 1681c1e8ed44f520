namespace Conductor.Actors.Tests.Events;

public sealed class EventStreamTests : KernelTests
{
    [Fact]
    public async Task A_type_known_at_run_time_is_subscribed_to_once_and_taken_back_once()
    {
        Type channel = typeof(FormatException);
        Assert.Equal((true, false), (Sys.EventStream.Subscribe(TestActor, channel), Sys.EventStream.Subscribe(TestActor, channel)));
        Sys.EventStream.Publish(new FormatException("told"));
        Assert.Equal("told", (await ExpectMsgAsync<FormatException>(Token)).Message);
        Assert.Equal((true, false), (Sys.EventStream.Unsubscribe(TestActor, channel), Sys.EventStream.Unsubscribe(TestActor, channel)));
        Sys.EventStream.Publish(new FormatException("not told"));
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task Subscribing_to_a_base_type_or_interface_gets_all_subtypes_once()
    {
        Assert.True(Sys.EventStream.Subscribe<Animal>(TestActor));
        Assert.True(Sys.EventStream.Subscribe<IBarking>(TestActor));
        Assert.False(Sys.EventStream.Subscribe<Animal>(TestActor));
        var dog = new Dog();
        Sys.EventStream.Publish(dog);
        Sys.EventStream.Publish("no animal");
        await ExpectAsync(dog);
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task An_unsubscribed_one_gets_nothing_more()
    {
        Sys.EventStream.Subscribe<Animal>(TestActor);
        Sys.EventStream.Subscribe<IBarking>(TestActor);
        Assert.True(Sys.EventStream.Unsubscribe<IBarking>(TestActor));
        Sys.EventStream.Publish(new Dog());
        await ExpectMsgAsync<Dog>(Token);
        Assert.True(Sys.EventStream.Unsubscribe(TestActor));
        Sys.EventStream.Publish(new Dog());
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task A_dead_subscriber_is_unsubscribed_by_itself()
    {
        var actor = ActorOf(Props.Create<EchoActor>());
        Sys.EventStream.Subscribe<Animal>(actor);
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        Watch(actor);
        Sys.Stop(actor);
        await ExpectTerminatedAsync(actor, Token);
        await SettleAsync(Token);
        Sys.EventStream.Publish(new Dog());
        await ExpectNoMsgAsync(Token);
        Assert.False(Sys.EventStream.Unsubscribe(actor));
    }

    [Fact]
    public async Task Suppressed_dead_letters_are_published_as_such_and_AllDeadLetters_is_the_common_base()
    {
        var (all, plain) = (CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe<AllDeadLetters>(all);
        Sys.EventStream.Subscribe<DeadLetter>(plain);
        var dead = ActorOf(Props.Create<EchoActor>());
        Watch(dead);
        Sys.Stop(dead);
        await ExpectTerminatedAsync(dead, Token);
        dead.Tell(new Unimportant(), null);
        dead.Tell("important", null);
        await all.ExpectMsgAsync<SuppressedDeadLetter>(Token);
        await all.ExpectMsgAsync<DeadLetter>(Token);
        Assert.Equal("important", (await plain.ExpectMsgAsync<DeadLetter>(Token)).Message);
    }

    [Fact]
    public async Task A_subscriber_that_throws_harms_neither_the_publisher_nor_other_subscribers()
    {
        var stranger = new ThrowingRef();
        Sys.EventStream.Subscribe<DeadLetter>(stranger);
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        var actor = ActorOf(Props.Create(() => new LeavingActor()));
        Watch(actor);
        actor.Tell("go", null);
        // What is left over is refused at the end of the actor, and the end goes on.
        Assert.Equal("left over", (await ExpectMsgAsync<DeadLetter>(Token)).Message);
        await ExpectTerminatedAsync(actor, Token);
        actor.Tell("too late", null);
        Assert.Equal("too late", (await ExpectMsgAsync<DeadLetter>(Token)).Message);
        Assert.Equal(2, stranger.Told);
    }

    [Fact]
    public async Task A_sender_that_throws_when_it_is_answered_does_not_disturb_the_end_of_an_actor()
    {
        var stranger = new ThrowingRef();
        var actor = ActorOf(Props.Create(() => new LeavingActor()));
        Watch(actor);
        actor.Tell(new Action(() => actor.Tell(new Identify(1), stranger)), null);
        await ExpectTerminatedAsync(actor, Token);
        Assert.Equal(1, stranger.Told);
    }

    /// <summary>A ref that is none of the kernel's.</summary>
    private sealed class ThrowingRef : IActorRef
    {
        private int _told;

        public int Told => Volatile.Read(ref _told);

        public ActorPath Path { get; } = ActorPath.Parse("conductor://elsewhere/user/stranger");

        public void Tell(object message, IActorRef? sender)
        {
            Interlocked.Increment(ref _told);
            throw new InvalidOperationException("nobody tells me anything");
        }

        public bool Equals(IActorRef? other) => ReferenceEquals(this, other);
    }

    private sealed class LeavingActor : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Action last) last();
            else Self.Tell("left over");
            Context.Stop(Self);
        }
    }

    private interface IBarking;

    private class Animal;

    private sealed class Dog : Animal, IBarking;

    private sealed class Unimportant : IDeadLetterSuppression;
}
