using System.Buffers.Binary;
using System.Net.Sockets;
using Conductor.Core.Sessions;
using Conductor.OllamaSim;
using Conductor.Protocol.Errors;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Messages;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Surfaces;

/// <summary>Version 1 over the unix socket: service for those who speak it, and nobody hurt by those who do not.</summary>
public sealed class SurfaceCarrierTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private ServedSettings Settings => new() { SocketPath = _directory.Socket };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_surface_shakes_hands_says_something_and_gets_the_answer()
    {
        await using var sim = OllamaSimulator.Start();
        sim.Always(Answer.Tokens("Because ", "of <light> & \"air\"."));
        await using var conductor = await ServedConductor.StartAsync(Settings, sim);
        using var surface = await TestSurface.ConnectAsync(_directory.Socket);
        await surface.SendAsync(new Handshake("evt_7", 1, SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, null));
        var hello = Assert.IsType<HandshakeAck>(await surface.ReadAsync());
        Assert.True(hello.Accepted);
        Assert.Equal("evt_7", Assert.IsType<Ack>(await surface.ReadAsync()).EventId);
        Assert.Equal(ConductorState.Ready, Assert.IsType<State>(await surface.ReadAsync()).Value);
        Assert.Equal(hello.ConnectionId, Assert.IsType<SessionInfo>(await surface.ReadAsync()).SessionId);
        Assert.Empty(Assert.IsType<StateSnapshot>(await surface.ReadAsync()).ConversationHistory);

        await surface.SendAsync(new UserMessage("evt_8", "Why is the sky blue?"));
        Assert.Equal("evt_8", (await surface.ReadAsync<Ack>()).EventId);
        Assert.Equal("Because ", (await surface.ReadAsync<Token>()).Text);
        Assert.Equal("of <light> & \"air\".", (await surface.ReadAsync<Token>()).Text);
        Assert.Equal("Because of <light> & \"air\".", (await surface.ReadAsync<StreamEnd>()).FinalContent);
        Assert.Equal(ConductorState.Ready, (await surface.ReadAsync<State>()).Value);
    }

    [Fact]
    public async Task Frames_may_come_in_any_pieces()
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(Settings, sim);
        using var surface = await TestSurface.GreetAsync(_directory.Socket);
        var frames = new System.Buffers.ArrayBufferWriter<byte>();
        for (var i = 0; i < 3; i++)
            Conductor.Protocol.V1.Codec.SurfaceEventCodec.TryWriteFrame(frames, new Resized($"r{i}", 80, 24));
        for (var i = 0; i < frames.WrittenCount; i++)
            await surface.SendAsync(frames.WrittenMemory.Slice(i, 1));
        for (var i = 0; i < 3; i++)
            Assert.Equal($"r{i}", (await surface.ReadAsync<Ack>()).EventId);
    }

    [Fact]
    public async Task While_one_answer_keeps_its_first_token_another_surface_is_served_at_once()
    {
        await using var sim = OllamaSimulator.Start("slow", "quick");
        var gate = new TokenGate();
        sim.Script("slow").Always(Answer.Tokens(3).Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(Settings with { DefaultModel = "slow" }, sim);
        using var waiting = await TestSurface.GreetAsync(_directory.Socket);
        await waiting.SayAsync("hi");
        await sim.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
        using var another = await TestSurface.GreetAsync(_directory.Socket);
        Assert.Contains("\"done\":true", await conductor.PostTextAsync("/api/generate", """{"model":"quick","prompt":"hi"}""").SoonAsync(), StringComparison.Ordinal);
        gate.Open();
        await waiting.ReadAsync<StreamEnd>();
    }

    [Fact]
    public async Task A_burst_arrives_whole_at_one_who_reads_and_later_at_one_who_did_not()
    {
        const int tokens = 20_000;
        await using var sim = OllamaSimulator.Start();
        sim.Always(Answer.Tokens(tokens));
        await using var conductor = await ServedConductor.StartAsync(Settings, sim);
        using var lazy = await TestSurface.GreetAsync(_directory.Socket);
        using var keen = await TestSurface.GreetAsync(_directory.Socket);
        await keen.SayAsync("hi");
        var whole = await WholeAnswerAsync(keen);
        Assert.Equal(tokens, whole.Split(' ').Length);
        Assert.Equal(whole, await WholeAnswerAsync(lazy));
    }

    [Theory]
    [InlineData("{\"UserMessage\":{\"event_id\":\"e\"}}", "missing field")]
    [InlineData("{\"Nonsense\":{}}", "Nonsense")]
    [InlineData("{", "")]
    [InlineData("", "")]
    public async Task A_frame_that_is_no_event_is_named_and_the_next_one_counts(string payload, string words)
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(Settings, sim);
        using var surface = await TestSurface.GreetAsync(_directory.Socket);
        await surface.SendAsync(Frame(System.Text.Encoding.UTF8.GetBytes(payload)));
        var notice = await surface.ReadAsync<Notify>();
        Assert.Equal(NotifyLevel.Error, notice.Level);
        Assert.Contains(words, notice.Message, StringComparison.Ordinal);
        await surface.SendAsync(new Resized("next", 80, 24));
        Assert.Equal("next", (await surface.ReadAsync<Ack>()).EventId);
    }

    [Fact]
    public async Task A_wrong_checksum_is_named_and_ends_the_connection()
    {
        await using var conductor = await ServedConductor.StartAsync(Settings, Array.Empty<OllamaSimulator>());
        using var surface = await TestSurface.GreetAsync(_directory.Socket);
        var frame = Frame("{\"Pong\":{\"seq\":12}}"u8);
        frame[5] ^= 1;
        await surface.SendAsync(frame);
        var notice = Assert.IsType<Notify>(await surface.ReadToEndAsync());
        Assert.StartsWith("The checksum of a frame is wrong.", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_twenty_megabytes_is_named_before_it_has_come()
    {
        await using var conductor = await ServedConductor.StartAsync(Settings, Array.Empty<OllamaSimulator>());
        using var surface = await TestSurface.GreetAsync(_directory.Socket);
        var header = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header, 20 << 20);
        await surface.SendAsync(header);
        var notice = Assert.IsType<Notify>(await surface.ReadToEndAsync());
        Assert.StartsWith("A frame is longer than 10485760 bytes.", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_the_longest_length_passes()
    {
        await using var conductor = await ServedConductor.StartAsync(Settings, Array.Empty<OllamaSimulator>());
        using var surface = await TestSurface.GreetAsync(_directory.Socket);
        var payload = new byte[FrameCodec.DefaultMaxPayload];
        payload.AsSpan().Fill((byte)' ');
        "{\"Resized\":{\"event_id\":\"big\",\"width\":1,\"height\":1}}"u8.CopyTo(payload);
        await surface.SendAsync(Frame(payload));
        Assert.Equal("big", (await surface.ReadAsync<Ack>()).EventId);
    }

    [Fact]
    public async Task Before_the_handshake_a_frame_is_no_longer_than_newer_versions_take()
    {
        await using var conductor = await ServedConductor.StartAsync(Settings, Array.Empty<OllamaSimulator>());
        using var surface = await TestSurface.ConnectAsync(_directory.Socket);
        var header = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header, (1 << 20) + 1);
        await surface.SendAsync(header);
        Assert.StartsWith("A frame is longer than 1048576 bytes.", Assert.IsType<Notify>(await surface.ReadToEndAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.FrameTooLong, surface.TurnedAway?.Code);
    }

    [Fact]
    public async Task One_who_does_not_shake_hands_is_told_and_let_go()
    {
        var settings = Settings with { Adjust = plan => plan with { Surfaces = new SurfaceOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(100) } } };
        await using var conductor = await ServedConductor.StartAsync(settings, Array.Empty<OllamaSimulator>());
        using var surface = await TestSurface.ConnectAsync(_directory.Socket);
        Assert.StartsWith("No handshake came within", Assert.IsType<Notify>(await surface.ReadToEndAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.HandshakeTimeout, surface.TurnedAway?.Code);
    }

    [Fact]
    public async Task One_who_closes_its_half_is_let_go()
    {
        await using var conductor = await ServedConductor.StartAsync(Settings, Array.Empty<OllamaSimulator>());
        using var surface = await TestSurface.GreetAsync(_directory.Socket);
        surface.ShutdownSend();
        await surface.ReadToEndAsync();
        using var next = await TestSurface.GreetAsync(_directory.Socket);
    }

    [Fact]
    public async Task One_more_than_there_is_room_for_is_told_so()
    {
        var settings = Settings with { Adjust = plan => plan with { Surfaces = new SurfaceOptions { MaxSurfaces = 1 } } };
        await using var conductor = await ServedConductor.StartAsync(settings, Array.Empty<OllamaSimulator>());
        using var first = await TestSurface.GreetAsync(_directory.Socket);
        using var second = await TestSurface.ConnectAsync(_directory.Socket);
        Assert.Contains("1 surfaces", Assert.IsType<Notify>(await second.ReadToEndAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.Unavailable, second.TurnedAway?.Code);
    }

    [Fact]
    public async Task A_flood_of_handshakes_holds_up_nobody_else()
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(Settings, sim);
        using var calm = await TestSurface.GreetAsync(_directory.Socket);
        using var flood = await TestSurface.GreetAsync(_directory.Socket);
        var flooding = FloodAsync(flood, 10_000);
        using var another = await TestSurface.GreetAsync(_directory.Socket);
        await calm.SayAsync("hi");
        await calm.ReadAsync<StreamEnd>();
        await flooding;
    }

    private static async Task FloodAsync(TestSurface surface, int count)
    {
        try
        {
            for (var i = 0; i < count; i++)
                await surface.SendAsync(new Handshake($"f{i}", 1, SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, null));
        }
        catch (SocketException)
        {
            // Let go in the middle, as one who floods and does not read may be.
        }
    }

    private static async Task<string> WholeAnswerAsync(TestSurface surface)
    {
        var text = new System.Text.StringBuilder();
        while (true)
        {
            switch (await surface.ReadAsync())
            {
                case Token token:
                    text.Append(token.Text);
                    break;
                case StreamEnd end:
                    Assert.Equal(text.ToString(), end.FinalContent);
                    return end.FinalContent;
                case null or StreamError:
                    Assert.Fail("The answer did not come whole.");
                    break;
            }
        }
    }

    private static byte[] Frame(ReadOnlySpan<byte> payload)
    {
        var frame = new byte[FrameCodec.HeaderLength + payload.Length];
        FrameCodec.WriteHeader(frame, payload);
        payload.CopyTo(frame.AsSpan(FrameCodec.HeaderLength));
        return frame;
    }
}
