using System.Net;
using System.Net.WebSockets;
using System.Text;
using Conductor.OllamaSim;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Server.Identity;
using Conductor.Server.Surfaces;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Surfaces;

/// <summary>Who may come in with a handshake, carrier by carrier.</summary>
public sealed class SurfaceTokenTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = FreePort();
    private ServedConductor _conductor = null!;
    private string _secret = "";

    private KeyFile Keys => new(Path.Combine(_directory.Path, "keys", "keys.json"), TimeProvider.System);

    private IPEndPoint Tcp => new(IPAddress.Loopback, _port);

    public async ValueTask InitializeAsync()
    {
        _secret = await Keys.AddAsync("anna", KeyScopes.Chat, TestContext.Current.CancellationToken);
        _conductor = await ServedConductor.StartAsync(
            new ServedSettings
            {
                SocketPath = _directory.Socket,
                Keys = new KeyOptions { Required = KeyDemand.On, File = Keys.Path },
                Doors = new SurfaceDoors { Tcp = Tcp },
            },
            Array.Empty<OllamaSimulator>());
    }

    public async ValueTask DisposeAsync()
    {
        await _conductor.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    public async Task Over_TCP_a_token_of_ours_is_let_in(uint version)
    {
        using var surface = await TestSurface.ConnectAsync(Tcp);
        await surface.SendAsync(Hello(version, _secret));
        Assert.True((await surface.ReadAsync<HandshakeAck>()).Accepted);
    }

    [Theory]
    [InlineData(1u, null)]
    [InlineData(1u, "cdr-wrong")]
    [InlineData(2u, null)]
    [InlineData(2u, "")]
    [InlineData(2u, "cdr-wrong")]
    public async Task Over_TCP_any_other_is_refused_before_anything_is_served(uint version, string? token)
    {
        using var surface = await TestSurface.ConnectAsync(Tcp);
        await surface.SendAsync(Hello(version, token));
        var ack = Assert.IsType<HandshakeAck>(await surface.ReadAsync());
        Assert.False(ack.Accepted);
        Assert.Contains("conductor token add", ack.RejectionReason, StringComparison.Ordinal);
        // Who speaks version 2 is told the code; who does not, what it has always been told.
        Assert.Equal(version == 2, await surface.ReadToEndAsync() is null);
        Assert.Equal(version == 2 ? ErrorCode.Unauthenticated : null, surface.TurnedAway?.Code);
    }

    [Fact]
    public async Task An_introduction_that_cannot_carry_a_token_is_refused_too()
    {
        using var surface = await TestSurface.ConnectAsync(Tcp);
        await surface.SendAsync(new Connected("evt_1", SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui));
        Assert.Equal(NotifyLevel.Error, Assert.IsType<Notify>(await surface.ReadToEndAsync()).Level);
        Assert.Equal(ErrorCode.Unauthenticated, surface.TurnedAway?.Code);
    }

    [Fact]
    public async Task What_a_stranger_says_behind_its_handshake_is_not_heard()
    {
        using var surface = await TestSurface.ConnectAsync(Tcp);
        await surface.SendAsync(Hello(1, "cdr-wrong"));
        await surface.SayAsync("hello?");
        Assert.Equal("hello", Assert.IsType<Ack>(await surface.ReadToEndAsync()).EventId);
    }

    [Fact]
    public async Task On_the_unix_socket_the_kernel_is_asked_instead()
    {
        using var surface = await TestSurface.GreetAsync(_directory.Socket);
    }

    [Fact]
    public async Task Over_WebSockets_the_handshake_or_the_header_may_carry_it()
    {
        Assert.True(await ShakeAsync(_secret, header: null));
        Assert.True(await ShakeAsync(null, header: _secret));
        Assert.False(await ShakeAsync(null, header: null));
        Assert.False(await ShakeAsync("cdr-wrong", header: null));
    }

    private async Task<bool> ShakeAsync(string? token, string? header)
    {
        using var socket = new ClientWebSocket();
        if (header is not null)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {header}");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_conductor.Url.Port}{WebSocketCarrier.Path}"), TestContext.Current.CancellationToken);
        var hello = new System.Buffers.ArrayBufferWriter<byte>();
        Protocol.V1.Codec.SurfaceEventCodec.TryWrite(hello, Hello(2, token));
        await socket.SendAsync(hello.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var answer = new byte[4096];
        var length = (await socket.ReceiveAsync(answer.AsMemory(), TestContext.Current.CancellationToken)).Count;
        return Encoding.UTF8.GetString(answer, 0, length).StartsWith("{\"HandshakeAck\":{\"accepted\":true", StringComparison.Ordinal);
    }

    private static Handshake Hello(uint version, string? token) => new("hello", version, SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, token);

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
