using Conductor.Client.Tests.Peers;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;
using Conductor.TestKit;

namespace Conductor.Client.Tests.Connecting;

public sealed class ConnectionTests
{
    [Fact]
    public async Task The_handshake_names_the_version_the_program_and_the_token()
    {
        await using var peer = new Peer();

        var (client, session) = await peer.ConnectAsync(Peer.Quick with { Token = "3q2-7w", Program = "mine 1" });

        await using var _ = client;
        var handshake = session.Handshake!;
        Assert.Equal((2U, 2U, "3q2-7w", "mine 1"), (handshake.ProtocolVersion, handshake.MinProtocolVersion, handshake.AuthToken, handshake.Client));
        Assert.Equal(("peer 0", Peer.Main), (client.Welcome.Server, client.MainConversation.Id));
    }

    [Theory]
    [InlineData(1U, ErrorCode.VersionUnsupported)]
    [InlineData(2U, ErrorCode.Unauthenticated)]
    public async Task A_refused_handshake_says_why(uint version, ErrorCode code)
    {
        await using var peer = new Peer();
        var greeting = RefuseAsync(peer, new HandshakeAck(false, "", "Not you.", version));

        var refusal = await Assert.ThrowsAsync<ConductorException>(() => ConductorClient.ConnectAsync(peer.Address, Peer.Quick, Patience.Token));

        await greeting;
        Assert.Equal((code, "Not you."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task An_address_where_nobody_is_says_so_at_once()
    {
        var refusal = await Assert.ThrowsAsync<ConductorException>(
            () => ConductorClient.ConnectAsync("unix:/nowhere/conductor.sock", cancellationToken: Patience.Token));

        Assert.Equal((ErrorCode.Unavailable, true), (refusal.Code, refusal.Retryable));
        Assert.Contains("unix:/nowhere/conductor.sock", refusal.Message);
    }

    [Fact]
    public async Task A_peer_that_is_no_conductor_is_told_apart()
    {
        await using var peer = new Peer();
        var connecting = ConductorClient.ConnectAsync(peer.Address, Peer.Quick, Patience.Token);
        await using var session = await peer.AcceptAsync();

        await session.SendRawAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());

        Assert.Contains("more than", (await Assert.ThrowsAsync<ConductorException>(() => connecting.SoonAsync())).Message);
    }

    [Fact]
    public async Task Pings_are_answered()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;

        await session.SendAsync(new ConductorPing(7));

        Assert.Equal(7UL, (await session.ReadAsync<SurfacePong>()).Seq);
    }

    [Fact]
    public async Task A_conductor_that_falls_silent_is_asked_three_times_and_then_left()
    {
        var (time, second) = (new VirtualTime(), TimeSpan.FromSeconds(1));
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync(Peer.Quick with { PingInterval = second, Time = time });
        await using var _ = client;
        var next = peer.WelcomeAsync();
        await time.WaitForTimerAsync(second, Patience.Token);

        for (var n = 1UL; n <= 3; n++)
        {
            time.Advance(second);
            Assert.Equal(n, (await session.ReadAsync<SurfacePing>()).Seq);
        }

        time.Advance(second);
        Assert.Null(await session.ReadAsync().SoonAsync());
        while (await Task.WhenAny(next, time.WaitForTimerAsync(Peer.Quick.LongestRetry, Patience.Token)) != next)
            time.Advance(Peer.Quick.LongestRetry);
        await next;
    }

    [Fact]
    public async Task A_lost_connection_is_told_and_made_again()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var states = new List<ConnectionStage>();
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += (_, state) =>
        {
            states.Add(state.Stage);
            if (state.Stage == ConnectionStage.Connected)
                back.TrySetResult();
        };

        var next = peer.WelcomeAsync();
        await session.DisposeAsync();
        await next;
        await back.Task.SoonAsync();

        Assert.Equal((ConnectionStage.Reconnecting, ConnectionStage.Connected), (states[0], states[^1]));
    }

    [Fact]
    public async Task A_conductor_that_goes_away_is_followed_to_where_it_says()
    {
        await using var here = new Peer();
        await using var there = new Peer();
        var (client, session) = await here.ConnectAsync();
        await using var _ = client;
        var next = there.WelcomeAsync();

        await session.SendAsync(new GoAway("moving", 1, there.Address));
        await session.DisposeAsync();

        await next;
    }

    [Fact]
    public async Task A_hint_to_a_place_that_others_can_listen_at_is_not_followed()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var next = peer.WelcomeAsync();

        await session.SendAsync(new GoAway("moving", 1, "tcp:127.0.0.1:1"));
        await session.DisposeAsync();

        await next;
    }

    [Fact]
    public async Task Giving_up_ends_everything_that_waits()
    {
        var peer = new Peer();
        var (client, session) = await peer.ConnectAsync(Peer.Quick with { GiveUpAfter = TimeSpan.FromMilliseconds(50) });
        await using var _ = client;
        var question = client.ListModelsAsync(Patience.Token);
        await session.ReadAsync<ListModels>();

        await peer.DisposeAsync();
        await session.DisposeAsync();

        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<ConductorException>(() => question.SoonAsync())).Code);
        Assert.Equal(ConnectionStage.Closed, client.State.Stage);
    }

    [Fact]
    public async Task Without_reconnecting_a_lost_connection_is_the_end()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync(Peer.Quick with { Reconnect = false });
        await using var _ = client;
        var question = client.ListModelsAsync(Patience.Token);
        await session.ReadAsync<ListModels>();

        await session.DisposeAsync();

        await Assert.ThrowsAsync<ConductorException>(() => question.SoonAsync());
    }

    [Fact]
    public async Task Disposing_says_goodbye_and_ends_what_waits()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        var question = client.ListModelsAsync(Patience.Token);
        await session.ReadAsync<ListModels>();

        await client.DisposeAsync();
        await client.DisposeAsync();

        await session.ReadAsync<Goodbye>();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => question.SoonAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.ListModelsAsync(Patience.Token));
    }

    [Fact]
    public async Task Orders_without_an_answer_have_a_bound()
    {
        await using var peer = new Peer();
        var (client, _) = await peer.ConnectAsync(Peer.Quick with { MaxOpenOrders = 2 });
        await using var ended = client;
        var open = new[] { client.ListModelsAsync(Patience.Token), client.ListModelsAsync(Patience.Token) };

        var refusal = await Assert.ThrowsAsync<ConductorException>(() => client.ListModelsAsync(Patience.Token));

        Assert.Equal(ErrorCode.Unavailable, refusal.Code);
        Assert.All(open, order => Assert.False(order.IsCompleted));
    }

    [Fact]
    public async Task A_handler_that_throws_harms_nobody()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        client.Complained += (_, _) => throw new InvalidOperationException("mine");

        await session.SendAsync(Error.Of(ErrorCode.RateLimited), new ConductorPing(1));

        Assert.Equal(1UL, (await session.ReadAsync<SurfacePong>()).Seq);
    }

    [Fact]
    public async Task Conversations_models_and_orders_go_out_as_they_are_called()
    {
        await using var peer = new Peer();
        var (client, session) = await peer.ConnectAsync();
        await using var _ = client;
        var id = Guid.CreateVersion7();

        var made = client.NewConversationAsync("Physics", "llama3.2", "Be brief.", Patience.Token);
        var order = await session.ReadAsync<NewConversation>();
        await session.SendAsync(new Accepted(order.CommandId, id, null, 1, false));
        var conversation = await made.SoonAsync();
        var list = client.ListConversationsAsync(cancellationToken: Patience.Token);
        var question = await session.ReadAsync<ListConversations>();
        await session.SendAsync(new Conversations(question.CommandId, [new ConversationSummary(id, "Physics", null, 1, 2, 3, 0, 4)], null));
        var renamed = conversation.RenameAsync("The sky", Patience.Token);
        var rename = await session.ReadAsync<RenameConversation>();
        await session.SendAsync(new Accepted(rename.CommandId, id, null, 5, false));

        await renamed.SoonAsync();
        Assert.Equal(("Physics", "llama3.2", "Be brief."), (order.Title, order.Model, order.System));
        Assert.Equal(("Physics", id, "The sky"), ((await list).Page[0].Title, conversation.Id, rename.Title));
    }

    private static async Task RefuseAsync(Peer peer, HandshakeAck answer)
    {
        await using var session = await peer.AcceptAsync();
        await session.GreetAsync(answer);
    }
}
