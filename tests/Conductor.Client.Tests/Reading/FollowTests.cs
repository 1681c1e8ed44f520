using Conductor.Client.Tests.Peers;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Tests.Reading;

public sealed class FollowTests
{
    private static readonly Guid Turn = Guid.Parse("0199a1b1-0000-7000-8000-000000000000");

    [Fact]
    public async Task Following_begins_with_a_snapshot_and_goes_on_with_events()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = TakeAsync(client, 2);

        var subscribe = await session.ReadAsync<Subscribe>();
        await session.SendAsync(SnapshotAt(17, subscribe.CommandId), Said(18, "hi"));

        Assert.Equal([typeof(Snapshot), typeof(MessageAdded)], (await reading).Select(message => message.GetType()));
    }

    [Fact]
    public async Task A_cut_brings_the_events_that_were_missed_once()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = TakeAsync(client, 4);
        var subscribe = await session.ReadAsync<Subscribe>();
        await session.SendAsync(SnapshotAt(17, subscribe.CommandId), Said(18, "one"));
        var next = peer.WelcomeAsync();
        await session.DisposeAsync();

        session = await next;
        var again = await session.ReadAsync<Subscribe>();
        await session.SendAsync(new Accepted(again.CommandId, Peer.Main, null, null, false), Said(18, "one"), Said(19, "two"), Said(20, "three"));

        var events = (await reading).OfType<MessageAdded>();
        Assert.Equal(["one", "two", "three"], events.Select(added => added.Message.Content));
        Assert.InRange(again.After!.Value, 17UL, 18UL);
    }

    [Fact]
    public async Task A_turn_of_a_followed_conversation_is_read_without_asking_for_it()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = TakeAsync(client, 2);
        var subscribe = await session.ReadAsync<Subscribe>();
        await session.SendAsync(
            SnapshotAt(17, subscribe.CommandId), new TurnStarted(Peer.Main, 18, new OpenTurn(Turn, "msg_7", "llama3.2", 1)),
            new Text(Turn, 1, null, "whole"), new End(Turn, 2, null, EndReason.Completed, null, null));
        await reading;
        var question = client.ListModelsAsync(Patience.Token);

        // No Resume went before it: the entries had come by themselves.
        await session.ReadAsync<Unsubscribe>();
        var asked = await session.ReadAsync<ListModels>();
        await session.SendAsync(new Models(asked.CommandId, []));
        await question.SoonAsync();
    }

    [Fact]
    public async Task A_turn_that_ended_while_nobody_was_connected_is_resumed()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var following = TakeAsync(client, 3);
        var subscribe = await session.ReadAsync<Subscribe>();
        await session.SendAsync(
            SnapshotAt(17, subscribe.CommandId), new TurnStarted(Peer.Main, 18, new OpenTurn(Turn, "msg_7", "llama3.2", 1)), new Text(Turn, 1, null, "be"));
        var answer = client.MainConversation.ReadAsync(Turn, Patience.Token).GetAsyncEnumerator(Patience.Token);
        await answer.MoveNextAsync();
        var next = peer.WelcomeAsync();
        await session.DisposeAsync();

        session = await next;
        var again = await session.ReadAsync<Subscribe>();
        await session.SendAsync(new Accepted(again.CommandId, Peer.Main, null, null, false), new TurnEnded(Peer.Main, 19, Turn, EndReason.Completed, null));
        var resume = await session.ReadUntilAsync<Resume>();
        await session.SendAsync(
            new Accepted(resume.CommandId, Peer.Main, Turn, null, false), new Text(Turn, 2, null, "cause"), new End(Turn, 3, null, EndReason.Completed, null, null));

        Assert.True(await answer.MoveNextAsync());
        Assert.Equal("cause", Assert.IsType<Text>(answer.Current).Content);
        Assert.Equal(new TurnPosition(Turn, 1, 1), Assert.Single(again.Turns));
        await following;
        await answer.DisposeAsync();
    }

    [Fact]
    public async Task A_conversation_that_is_not_there_ends_the_loop_with_the_reason()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var reading = TakeAsync(client, 1);

        var subscribe = await session.ReadAsync<Subscribe>();
        await session.SendAsync(Error.Of(ErrorCode.ConversationNotFound, commandId: subscribe.CommandId));

        Assert.Equal(ErrorCode.ConversationNotFound, (await Assert.ThrowsAsync<ConductorException>(() => reading)).Code);
    }

    private static async Task<List<ServerMessage>> TakeAsync(ConductorClient client, int count)
    {
        var messages = new List<ServerMessage>();
        await foreach (var message in client.MainConversation.FollowAsync(Patience.Token))
        {
            messages.Add(message);
            if (messages.Count == count)
                break;
        }
        return messages;
    }

    private static Snapshot SnapshotAt(ulong seq, Guid command) =>
        new(command, new ConversationSummary(Peer.Main, null, null, 1, 2, 0, 0, seq), [], false, []);

    private static MessageAdded Said(ulong seq, string words) => new(Peer.Main, seq, new ChatMessage($"msg_{seq}", Role.User, words, 1, null, null, null));
}
