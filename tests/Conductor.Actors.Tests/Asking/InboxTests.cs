namespace Conductor.Actors.Tests.Asking;

public sealed class InboxTests : KernelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public InboxTests() : base(new KernelSetup { InboxSize = 2 })
    {
    }

    [Fact]
    public async Task An_inbox_receives_in_order_and_is_the_sender_of_what_it_sends()
    {
        using var inbox = Inbox.Create(Sys);
        var echo = ActorOf(Props.Create<EchoActor>());
        inbox.Send(echo, 1);
        inbox.Send(echo, 2);
        Assert.Equal(1, await inbox.ReceiveAsync());
        Assert.Equal(2, await inbox.ReceiveAsync(Second));
    }

    [Fact]
    public async Task A_receive_past_its_timeout_throws_TimeoutException()
    {
        using var inbox = Inbox.Create(Sys);
        var (named, usual) = (inbox.ReceiveAsync(Second), inbox.ReceiveAsync());
        Time.Advance(Second);
        await Assert.ThrowsAsync<TimeoutException>(() => named);
        Assert.False(usual.IsCompleted);
        Time.Advance(4 * Second);
        await Assert.ThrowsAsync<TimeoutException>(() => usual);
    }

    [Fact]
    public async Task A_receive_may_want_a_certain_message_and_leaves_the_others()
    {
        using var inbox = Inbox.Create(Sys);
        inbox.Receiver.Tell("first", null);
        inbox.Receiver.Tell(5, null);
        Assert.Equal(5, await inbox.ReceiveWhereAsync(message => message is int, Second));
        var later = inbox.ReceiveWhereAsync(message => message is double, Second);
        inbox.Receiver.Tell(1.5, null);
        Assert.Equal(1.5, await later);
        Assert.Equal("first", await inbox.ReceiveAsync());
        Assert.Equal(0, Time.ArmedTimers);
    }

    [Fact]
    public async Task A_full_inbox_drops_the_newest_with_one_warning()
    {
        using var inbox = Inbox.Create(Sys);
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        Sys.EventStream.Subscribe<Warning>(TestActor);
        for (var i = 1; i <= 4; i++) inbox.Receiver.Tell(i, null);
        await ExpectMsgAsync<Warning>(Token);
        for (var i = 3; i <= 4; i++) Assert.Equal(i, (await ExpectMsgAsync<DeadLetter>(Token)).Message);
        Assert.Equal(1, await inbox.ReceiveAsync());
    }

    [Fact]
    public async Task An_inbox_can_watch_and_unwatch()
    {
        using var inbox = Inbox.Create(Sys);
        var (one, two, three) = (ActorOf(Props.Create<EchoActor>()), ActorOf(Props.Create<EchoActor>()), ActorOf(Props.Create<EchoActor>()));
        inbox.Watch(one);
        ((ICanWatch)inbox).WatchWith(two, "two has ended");
        inbox.Watch(three);
        inbox.Unwatch(three);
        Sys.Stop(one);
        Assert.Equal(one, Assert.IsType<Terminated>(await inbox.ReceiveAsync()).ActorRef);
        Sys.Stop(three);
        Sys.Stop(two);
        Assert.Equal("two has ended", await inbox.ReceiveAsync());
        await SettleAsync(Token);
        var nothing = inbox.ReceiveAsync(Second);
        Time.Advance(Second);
        await Assert.ThrowsAsync<TimeoutException>(() => nothing);
        inbox.Watch(ActorRefs.Nobody);
        Assert.False(Assert.IsType<Terminated>(await inbox.ReceiveAsync()).ExistenceConfirmed);
    }

    [Fact]
    public async Task A_receive_that_cannot_judge_a_message_fails_and_harms_neither_teller_nor_message()
    {
        using var inbox = Inbox.Create(Sys);
        var broken = inbox.ReceiveWhereAsync(message => (int)message == 1, Second);
        var sound = inbox.ReceiveWhereAsync(message => message is string, Second);
        inbox.Receiver.Tell("text", null);
        await Assert.ThrowsAsync<InvalidCastException>(() => broken);
        Assert.Equal("text", await sound);
        Assert.Equal(0, Time.ArmedTimers);
    }

    [Fact]
    public async Task An_inbox_may_be_disposed_of_while_it_is_told_and_loses_nothing()
    {
        const int each = 200;
        for (var round = 0; round < 50; round++)
        {
            var inbox = Inbox.Create(Sys);
            var waiting = Enumerable.Range(0, 20).Select(_ => inbox.ReceiveWhereAsync(message => message is double, Timeout.InfiniteTimeSpan)).ToList();
            var seen = 0;
            var stream = new CountingRef(() => Interlocked.Increment(ref seen));
            Sys.EventStream.Subscribe<DeadLetter>(stream);
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var telling = TellAsync();
            await begun.Task;
            inbox.Dispose();
            await telling;
            Sys.EventStream.Unsubscribe(stream);
            foreach (var one in waiting) await Assert.ThrowsAsync<ObjectDisposedException>(() => one);
            Assert.Equal(each, Volatile.Read(ref seen));

            async Task TellAsync()
            {
                await Task.Yield();
                begun.SetResult();
                for (var i = 0; i < each; i++) inbox.Receiver.Tell("x", null);
            }
        }
    }

    private sealed class CountingRef(Action counted) : IActorRef
    {
        public ActorPath Path { get; } = ActorPath.Parse("conductor://elsewhere/user/counter");

        public void Tell(object message, IActorRef? sender) => counted();

        public bool Equals(IActorRef? other) => ReferenceEquals(this, other);
    }

    [Fact]
    public async Task What_is_in_a_disposed_inbox_is_a_dead_letter_and_who_waits_is_told()
    {
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        var inbox = Inbox.Create(Sys);
        var waiting = inbox.ReceiveWhereAsync(message => message is int, Second);
        inbox.Receiver.Tell("in it", null);
        inbox.Dispose();
        inbox.Receiver.Tell("too late", null);
        Assert.Equal("in it", (await ExpectMsgAsync<DeadLetter>(Token)).Message);
        Assert.Equal("too late", (await ExpectMsgAsync<DeadLetter>(Token)).Message);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.Throws<ObjectDisposedException>(() => { _ = inbox.ReceiveAsync(); });
        Watch(inbox.Receiver);
        await ExpectTerminatedAsync(inbox.Receiver, Token);
    }
}
