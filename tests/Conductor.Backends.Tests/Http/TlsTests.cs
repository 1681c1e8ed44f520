using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Conductor.Backends.Ollama;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.Tests.Http;

public sealed class TlsTests : IAsyncDisposable
{
    private const string Body = """{"message":{"content":"Hi"},"done":true}""" + "\n";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly X509Certificate2 _certificate = OwnCertificate();
    private readonly Task _serving;

    public TlsTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _serving = ServeAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_authority_that_the_operator_trusts_is_trusted()
    {
        var seen = await RunAsync(new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _certificate },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        });
        Assert.Equal(("Hi", StreamEnd.Completed), (seen.Text(), seen.Ending().End));
    }

    [Fact]
    public async Task A_certificate_of_nobody_is_a_failure_that_says_so()
    {
        var ending = (await RunAsync(null)).Ending();
        Assert.Equal(StreamEnd.BackendFailed, ending.End);
        Assert.Contains("certificate", ending.Detail, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
        _certificate.Dispose();
    }

    private async Task<List<Seen>> RunAsync(SslClientAuthenticationOptions? tls)
    {
        var url = new Uri($"https://localhost:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
        await using var host = new OllamaHost(new OllamaOptions { Url = url, Tls = tls });
        var request = new ModelRequest { Model = "m", Messages = [new ChatMessage("user", "Hi")] };
        return await Seen.AllAsync(host.RunAsync(request, Token), Token).WaitAsync(Deadline, TimeProvider.System, Token);
    }

    private async Task ServeAsync()
    {
        try
        {
            await using var stream = new SslStream(new NetworkStream(await _listener.AcceptAsync(CancellationToken.None), ownsSocket: true));
            await stream.AuthenticateAsServerAsync(_certificate);
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, CancellationToken.None) is > 0 and var read)
            {
                if (buffer[read - 1] == '}')
                    await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"), CancellationToken.None);
            }
        }
        catch (Exception cause) when (cause is IOException or AuthenticationException or SocketException or ObjectDisposedException)
        {
            // The client is gone, or did not like the certificate.
        }
    }

    private static X509Certificate2 OwnCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
