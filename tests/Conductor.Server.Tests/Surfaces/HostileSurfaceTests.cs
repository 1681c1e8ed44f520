using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Conductor.Core.Sessions;
using Conductor.OllamaSim;
using Conductor.Protocol.Errors;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;
using Conductor.Server.Surfaces;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Surfaces;

/// <summary>A hostile surface can only hurt itself: whatever it does, a calm one beside it is served.</summary>
public sealed class HostileSurfaceTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ServedConductor _conductor = null!;
    private TestSurface _calm = null!;
    private int _checks;

    public async ValueTask InitializeAsync()
    {
        var settings = new ServedSettings
        {
            SocketPath = _directory.Socket,
            Doors = new SurfaceDoors { ConnectionsPerPeer = 300 },
            Adjust = plan => plan with { Surfaces = new SurfaceOptions { HandshakeTimeout = TimeSpan.FromSeconds(10) } },
        };
        _conductor = await ServedConductor.StartAsync(settings, Array.Empty<OllamaSimulator>());
        _calm = await TestSurface.GreetAsync(_directory.Socket);
    }

    public async ValueTask DisposeAsync()
    {
        _calm.Dispose();
        await _conductor.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Fifteen_hundred_handshakes_in_a_row_leave_nothing_behind()
    {
        // Far more than one peer may have at a time: were the places of those who left not given back, it would end at 300.
        for (var i = 0; i < 1500; i++)
        {
            using var surface = await GreetAsync();
            if (i % 500 == 0)
                await CalmIsServedAsync();
        }
        await CalmIsServedAsync();
    }

    [Fact]
    public async Task Garbage_and_half_frames_cost_their_own_connection()
    {
        // Minutes on demand: CONDUCTOR_FUZZ_SECONDS=600.
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("CONDUCTOR_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var set) ? set : 2;
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var begun = TimeProvider.System.GetTimestamp();
        for (var round = 0; round < 100 || TimeProvider.System.GetElapsedTime(begun).TotalSeconds < seconds; round++)
        {
            try
            {
                using var surface = await TestSurface.ConnectAsync(_directory.Socket);
                await SendAllAsync(surface, Damaged(random));
            }
            catch (SocketException full) when (full.SocketErrorCode is SocketError.WouldBlock or SocketError.TryAgain)
            {
                // More at once than the kernel lets wait: this one is turned away, and nobody else is.
                await CalmIsServedAsync($"seed {seed}, round {round}");
            }
            if (round % 50 == 0)
                await CalmIsServedAsync($"seed {seed}, round {round}");
        }
        await CalmIsServedAsync($"seed {seed}");
    }

    [Fact]
    public async Task Idle_connections_are_bounded_and_end_when_their_time_is_up()
    {
        var idle = new List<TestSurface>();
        for (var i = 0; i < 300; i++)
            idle.Add(await TestSurface.ConnectAsync(_directory.Socket));
        await CalmIsServedAsync();

        // The calm one has a place too. Which of the others comes last is up to the server.
        var codes = new List<ErrorCode?>();
        foreach (var one in idle)
        {
            Assert.IsType<Notify>(await one.ReadToEndAsync());
            codes.Add(one.TurnedAway?.Code);
            one.Dispose();
        }
        Assert.Single(codes, ErrorCode.TooManyConnections);
        Assert.Equal(299, codes.Count(code => code == ErrorCode.HandshakeTimeout));
        // A place is free once the server has seen that its surface is gone, which it does in its own time.
        while (!await IsLetInAsync())
            Assert.False(TestContext.Current.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task One_that_talks_and_never_reads_is_let_go_of_and_told_why()
    {
        using var deaf = await TestSurface.ConnectAsync(_directory.Socket);
        await deaf.SendAsync(new Handshake("deaf", 2, SurfaceType.Of(SurfaceKind.Headless), SurfaceCapabilities.Headless, null));
        Assert.True((await deaf.ReadAsync<HandshakeAck>()).Accepted);
        var pings = new System.Buffers.ArrayBufferWriter<byte>();
        for (var seq = 1UL; seq <= 60_000; seq++)
            ClientMessageCodec.TryWriteFrame(pings, new SurfacePing(seq));

        await SendAllAsync(deaf, pings.WrittenMemory);

        Assert.Equal(ErrorCode.SurfaceTooSlow, Assert.IsType<Error>(await deaf.LastOfVersion2Async()).Code);
        await CalmIsServedAsync();
    }

    private static ReadOnlyMemory<byte> Damaged(Random random)
    {
        var frame = new System.Buffers.ArrayBufferWriter<byte>();
        var hello = new Handshake("evt", (uint)random.Next(4), SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, null);
        SurfaceEventCodec.TryWriteFrame(frame, hello);
        var bytes = frame.WrittenSpan.ToArray();
        switch (random.Next(4))
        {
            case 0:
                random.NextBytes(bytes);
                break;
            case 1:
                return bytes.AsMemory(0, random.Next(bytes.Length));
            case 2:
                // Any other payload in a frame that is right.
                for (var i = random.Next(20); i >= 0; i--)
                    bytes[FrameCodec.HeaderLength + random.Next(bytes.Length - FrameCodec.HeaderLength)] = (byte)random.Next(256);
                FrameCodec.WriteHeader(bytes, bytes.AsSpan(FrameCodec.HeaderLength));
                break;
            default:
                BinaryPrimitives.WriteInt32BigEndian(bytes, random.Next());
                break;
        }
        return bytes;
    }

    private async Task<bool> IsLetInAsync()
    {
        using var surface = await TestSurface.ConnectAsync(_directory.Socket);
        await SendAllAsync(surface, Hello());
        var first = await surface.ReadAsync();
        return first is HandshakeAck { Accepted: true };
    }

    private static ReadOnlyMemory<byte> Hello()
    {
        var frame = new System.Buffers.ArrayBufferWriter<byte>();
        SurfaceEventCodec.TryWriteFrame(frame, new Handshake("evt", 1, SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, null));
        return frame.WrittenMemory;
    }

    private static async Task SendAllAsync(TestSurface surface, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await surface.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // Closed on the way, as it may be.
        }
    }

    private Task<TestSurface> GreetAsync() => TestSurface.GreetAsync(_directory.Socket);

    private async Task CalmIsServedAsync(string what = "")
    {
        var id = $"calm-{++_checks} {what}";
        await _calm.SendAsync(new Resized(id, 80, 24));
        Assert.Equal(id, (await _calm.ReadAsync<Ack>().SoonAsync()).EventId);
    }
}
