using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Conductor.Server.Surfaces;

namespace Conductor.Client.Tests.Real;

/// <summary>A certificate for this machine, made for one test run, and clients that believe it and nothing else.</summary>
internal static class OwnCertificate
{
    private static readonly Lazy<X509Certificate2> One = new(Make);

    public static async Task<DoorCertificate> ReadAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), $"own-{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(path, $"{One.Value.ExportCertificatePem()}\n{One.Value.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n", TestContext.Current.CancellationToken);
        var read = await DoorCertificate.ReadAsync(path, key: null, authority: null, TestContext.Current.CancellationToken);
        File.Delete(path);
        return read;
    }

    public static ConductorClientOptions Trusting(ConductorClientOptions options) => options with
    {
        Tls = rules => rules.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == One.Value.GetCertHashString(),
    };

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
