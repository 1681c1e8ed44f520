using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Conductor.Cli.Tests.Running;

namespace Conductor.Cli.Tests;

/// <summary>The doors of a real conductor besides HTTP and the unix socket.</summary>
public sealed class DoorTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_surfaces_connect_is_said_at_the_start_and_true()
    {
        await File.WriteAllTextAsync(Path.Combine(_conductor.Home, "own.pem"), Certificate(), Cancel);
        var file = Path.Combine(_conductor.Home, "test.conf");
        await File.WriteAllTextAsync(
            file, """conductor { hosts.one { kind = eliza }, http.listen-tls = "127.0.0.1:0", surfaces { tcp = "127.0.0.1:0", tls = "127.0.0.1:0" }, tls.certificate = own.pem }""", Cancel);

        var (serve, url) = await _conductor.ServeAsync("--config", file);
        var https = Address(await serve.LineAsync("  https"));
        var tls = Address(await serve.LineAsync("  tls"));
        var tcp = Address(await serve.LineAsync("  tcp"));
        var ws = Address(await serve.LineAsync("  ws"));

        Assert.Equal(url.Port, PortOf(ws));
        Assert.Equal(4, new[] { url.Port, PortOf(https), PortOf(tls), PortOf(tcp) }.Distinct().Count());
        Assert.Equal("CN=own", await ShownAsync(PortOf(https)));
        Assert.Equal("CN=own", await ShownAsync(PortOf(tls)));
        using var plain = new TcpClient();
        await plain.ConnectAsync(IPAddress.Loopback, PortOf(tcp), Cancel);
    }

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    private static string Address(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private static int PortOf(string address) => int.Parse(address[(address.LastIndexOf(':') + 1)..].TrimEnd('/'), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> ShownAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancel);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == "CN=own" }, Cancel);
        return stream.RemoteCertificate!.Subject;
    }

    private static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=own", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return $"{own.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
