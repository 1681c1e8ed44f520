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
