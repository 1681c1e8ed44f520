using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Conductor.OllamaSim;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Server.Surfaces;
using Conductor.Server.Tests.Support;
using Conductor.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Server.Tests.Surfaces;

/// <summary>Where an authority is named, only its clients get as far as a handshake; and certificates are renewed under open connections.</summary>
public sealed class ClientCertificateTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Authority _ours = new("ours");
    private readonly Authority _theirs = new("theirs");
    private ServedConductor _conductor = null!;
    private DoorCertificate _door = null!;

    public static TheoryData<string> Carriers => ["tls", "wss"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _door = await DoorAsync("first");
        var anywhere = new IPEndPoint(IPAddress.Loopback, 0);
        _conductor = await ServedConductor.StartAsync(new ServedSettings { Doors = new SurfaceDoors { Https = anywhere, Tls = anywhere, Certificate = _door } }, Array.Empty<OllamaSimulator>());
    }

    public async ValueTask DisposeAsync()
    {
        await _conductor.DisposeAsync();
        _ours.Dispose();
        _theirs.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_client_of_the_authority_is_served(string carrier)
    {
        using var ours = _ours.ForClient("anna");
        Assert.True(await IsServedAsync(carrier, ours));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Anybody_else_is_not(string carrier)
    {
        using var theirs = _theirs.ForClient("anna");
        using var expired = _ours.ForClient("anna", until: new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var server = _ours.ForServer("anna");
        Assert.False(await IsServedAsync(carrier, null), "without a certificate");
        Assert.False(await IsServedAsync(carrier, theirs), "with one of another authority");
        Assert.False(await IsServedAsync(carrier, expired), "with one that has expired");
        Assert.False(await IsServedAsync(carrier, server), "with one that is for servers");
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_to_who_comes_and_nobody_who_is_there_notices()
    {
        using var anna = _ours.ForClient("anna");
        await using var before = await ConnectAsync(anna);
        Assert.Equal("CN=first", before.RemoteCertificate!.Subject);
        Assert.True(await IsGreetedAsync(before));

        Assert.True(_door.Renew(await DoorAsync("second")));
        Assert.StartsWith("CN=second until 2100-", _door.Name, StringComparison.Ordinal);

        await using var after = await ConnectAsync(anna);
        Assert.Equal("CN=second", after.RemoteCertificate!.Subject);
        Assert.True(await IsGreetedAsync(before));
    }

    [Fact]
    public async Task What_is_the_same_is_not_renewed()
    {
        Assert.False(_door.Renew(await DoorCertificate.ReadAsync(PathOf("first"), null, PathOf("authority"), Cancel)));
    }

    [Fact]
    public async Task Files_that_change_are_seen_and_what_cannot_be_used_changes_nothing()
    {
        var time = new VirtualTime();
        using var watch = new CertificateWatch(time, NullLogger<CertificateWatch>.Instance);
        await watch.StartAsync(Cancel);
        watch.Watch(_door);
        await LookAsync();
        Assert.StartsWith("CN=first ", _door.Name, StringComparison.Ordinal);

        await File.WriteAllTextAsync(PathOf("first"), "half a fi", Cancel);
        await LookAsync();
        Assert.StartsWith("CN=first ", _door.Name, StringComparison.Ordinal);

        using var second = _ours.ForServer("second");
        await File.WriteAllTextAsync(PathOf("first"), Authority.PemOf(second), Cancel);
        await LookAsync();
        Assert.StartsWith("CN=second ", _door.Name, StringComparison.Ordinal);
        await watch.StopAsync(Cancel);

        async Task LookAsync()
        {
            await time.WaitForTimerAsync(CertificateWatch.Period, Cancel).SoonAsync();
            time.Advance(CertificateWatch.Period);
            // The next look is set once this one is over.
            await time.WaitForTimerAsync(CertificateWatch.Period, Cancel).SoonAsync();
        }
    }

    [Fact]
    public async Task A_look_that_is_asked_for_does_not_wait_for_its_minute()
    {
        using var watch = new CertificateWatch(new VirtualTime(), NullLogger<CertificateWatch>.Instance);
        await watch.LookAsync(Cancel);
        watch.Watch(_door);
        using var second = _ours.ForServer("second");
        await File.WriteAllTextAsync(PathOf("first"), Authority.PemOf(second), Cancel);

        await watch.LookAsync(Cancel);

        Assert.StartsWith("CN=second ", _door.Name, StringComparison.Ordinal);
    }

    private async Task<DoorCertificate> DoorAsync(string name)
    {
        using var shown = _ours.ForServer(name);
        await File.WriteAllTextAsync(PathOf(name), Authority.PemOf(shown), Cancel);
        await File.WriteAllTextAsync(PathOf("authority"), _ours.Pem, Cancel);
        return await DoorCertificate.ReadAsync(PathOf(name), null, PathOf("authority"), Cancel);
    }

    private string PathOf(string name) => Path.Combine(_directory.Path, name + ".pem");

    private int PortOf(int index) => new Uri(_conductor.Addresses[index]).Port;

    private async Task<bool> IsServedAsync(string carrier, X509Certificate2? shown)
    {
        try
        {
            if (carrier == "wss")
                return await IsServedAsync(shown);
            await using var connection = await ConnectAsync(shown);
            return await IsGreetedAsync(connection);
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException or WebSocketException or SocketException)
        {
            return false;
        }
    }

    private async Task<SslStream> ConnectAsync(X509Certificate2? shown)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, PortOf(2), Cancel);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "127.0.0.1",
                ClientCertificates = shown is null ? null : [shown],
                RemoteCertificateValidationCallback = (_, door, _, _) => door?.Issuer == "CN=ours",
            },
            Cancel).SoonAsync();
        return stream;
    }

    // Said again on the same connection it is answered again.
    private static async Task<bool> IsGreetedAsync(SslStream stream)
    {
        var hello = new ArrayBufferWriter<byte>();
        SurfaceEventCodec.TryWriteFrame(hello, Hello);
        await stream.WriteAsync(hello.WrittenMemory, Cancel);
        var said = new StringBuilder();
        var bytes = new byte[4096];
        while (!said.ToString().Contains("StateSnapshot", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(bytes.AsMemory(), Cancel).AsTask().SoonAsync();
            if (count == 0)
                return false;
            said.Append(Encoding.Latin1.GetString(bytes, 0, count));
        }
        return said.ToString().Contains("\"accepted\":true", StringComparison.Ordinal);
    }

    private async Task<bool> IsServedAsync(X509Certificate2? shown)
    {
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, door, _, _) => door?.Issuer == "CN=ours";
        if (shown is not null)
            socket.Options.ClientCertificates = [shown];
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{PortOf(1)}{WebSocketCarrier.Path}"), Cancel).SoonAsync();
        var hello = new ArrayBufferWriter<byte>();
        SurfaceEventCodec.TryWrite(hello, Hello);
        await socket.SendAsync(hello.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, Cancel);
        var bytes = new byte[4096];
        var count = (await socket.ReceiveAsync(bytes.AsMemory(), Cancel).AsTask().SoonAsync()).Count;
        return Encoding.UTF8.GetString(bytes, 0, count).Contains("\"accepted\":true", StringComparison.Ordinal);
    }

    private static Handshake Hello => new("hello", 1, SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, null);
}
