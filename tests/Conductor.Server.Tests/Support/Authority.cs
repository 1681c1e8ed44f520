using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Conductor.Server.Tests.Support;

/// <summary>An authority that issues certificates, made for one test.</summary>
internal sealed class Authority : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _own;

    public Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _own = request.CreateSelfSigned(Begin, End);
    }

    /// <summary>Its own certificate, for who is to believe it.</summary>
    public string Pem => _own.ExportCertificatePem();

    /// <summary>A certificate for this machine as a server.</summary>
    public X509Certificate2 ForServer(string name) => Issue(name, ForServers, End);

    /// <summary>A certificate for a client, until a day.</summary>
    public X509Certificate2 ForClient(string name, DateTimeOffset? until = null) => Issue(name, ForClients, until ?? End);

    /// <summary>A certificate with its key, as a file.</summary>
    public static string PemOf(X509Certificate2 one) => $"{one.ExportCertificatePem()}\n{one.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n";

    public void Dispose() => _own.Dispose();

    private X509Certificate2 Issue(string name, string purpose, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        using var issued = request.Create(_own, Begin, until, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }
}
