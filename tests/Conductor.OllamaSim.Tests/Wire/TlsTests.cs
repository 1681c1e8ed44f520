using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Conductor.OllamaSim.Tests.Wire;

public sealed class TlsTests : SimTest
{
    [Fact]
    public async Task With_a_certificate_everything_is_as_without_but_for_the_scheme()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow().AddDays(1));
        var sim = Start(new SimOptions { Certificate = certificate });
        sim.Next(Answer.Tokens("a", "b"), Answer.Tokens(10).With(Fault.CutAfter(3)), Fault.SilentAfter(2));
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() } };
        using var http = new HttpClient(handler) { BaseAddress = sim.Url };
        Assert.Equal("https", sim.Url.Scheme);
        using (var answer = await http.PostAsync("/api/chat", new StringContent(Raw.Chat), Cancelled))
            Assert.Equal("ab", Faults.Protocols.TextOf(await answer.Content.ReadAsStringAsync(Cancelled)));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.PostAsync("/api/chat", new StringContent(Raw.Chat), Cancelled));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var silent = http.PostAsync("/api/chat", new StringContent(Raw.Chat), leave.Token);
        var request = await sim.Requests.NextAsync(request => request.Number == 3, Cancelled);
        await request.SentTokensAsync(2, Cancelled);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silent);
        await request.ClosedByClient;
        using var plain = await Raw.ConnectAsync(sim);
        await plain.SendAsync("GET / HTTP/1.1\r\n\r\n");
        await plain.ReadToEndAsync();
        Assert.Equal(3, sim.Requests.Total);
    }
}
