using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Conductor.Backends.Http;

namespace Conductor.Backends.Tests.Http;

public sealed class HostTlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tls");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_said_is_left_to_the_system()
    {
        var options = await new HostTls().ReadAsync(Token);
        Assert.Null(options.CertificateChainPolicy);
        Assert.Null(options.ClientCertificateContext);
        Assert.Null(options.RemoteCertificateValidationCallback);
    }

    [Fact]
    public async Task Files_become_certificates()
    {
        var (certificate, key) = await CertificateAsync();
        var options = await new HostTls { Authority = certificate, Certificate = certificate, Key = key, ServerName = "gpu" }.ReadAsync(Token);
        Assert.Equal("CN=lab", Assert.Single(options.CertificateChainPolicy!.CustomTrustStore).Subject);
        Assert.True(options.ClientCertificateContext!.TargetCertificate.HasPrivateKey);
        Assert.Equal("gpu", options.TargetHost);
    }

    [Fact]
    public async Task Who_does_not_want_to_know_is_not_told()
    {
        var options = await new HostTls { Verify = false }.ReadAsync(Token);
        Assert.True(options.RemoteCertificateValidationCallback!(this, null, null, System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var missing = Path.Combine(_folder.FullName, "missing.pem");
        var cause = await Assert.ThrowsAsync<HostTlsException>(() => new HostTls { Authority = missing }.ReadAsync(Token));
        Assert.Contains("tls.authority", cause.Message, StringComparison.Ordinal);
        Assert.Contains(missing, cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_holds_something_else_is_named()
    {
        var wrong = Path.Combine(_folder.FullName, "wrong.pem");
        await File.WriteAllTextAsync(wrong, "no certificate", Token);
        Assert.Contains(wrong, (await Assert.ThrowsAsync<HostTlsException>(() => new HostTls { Authority = wrong }.ReadAsync(Token))).Message, StringComparison.Ordinal);
        Assert.Contains(wrong, (await Assert.ThrowsAsync<HostTlsException>(() => new HostTls { Certificate = wrong }.ReadAsync(Token))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(string Certificate, string Key)> CertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest("CN=lab", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (certificate, keyFile) = (Path.Combine(_folder.FullName, "lab.pem"), Path.Combine(_folder.FullName, "lab.key"));
        await File.WriteAllTextAsync(certificate, made.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), Token);
        return (certificate, keyFile);
    }
}
