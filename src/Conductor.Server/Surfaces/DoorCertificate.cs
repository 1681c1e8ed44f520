using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Conductor.Backends.Http;

namespace Conductor.Server.Surfaces;

/// <summary>What is shown to whoever connects with TLS, and whom is believed there. Immutable; safe for concurrent callers.</summary>
public sealed class DoorCertificate
{
    private readonly SslStreamCertificateContext _shown;
    private readonly X509ChainPolicy? _believed;

    private DoorCertificate(SslStreamCertificateContext shown, X509ChainPolicy? believed) => (_shown, _believed) = (shown, believed);

    /// <summary>Reads PEM files.</summary>
    /// <param name="certificate">The certificate, with those of its issuers behind it.</param>
    /// <param name="key">Its private key; null when it is in the same file.</param>
    /// <param name="authority">Certificates of the authorities whose clients may connect; null for anybody, with or without a certificate.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostTlsException">A file is missing or holds something else; the message names it and the key of the configuration.</exception>
    public static async Task<DoorCertificate> ReadAsync(string certificate, string? key, string? authority, CancellationToken cancellationToken)
    {
        var read = await new HostTls { Certificate = certificate, Key = key, Authority = authority }.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new DoorCertificate(read.ClientCertificateContext!, read.CertificateChainPolicy);
    }

    /// <summary>The rules of one handshake.</summary>
    /// <param name="protocols">What is spoken inside; null where nobody asks.</param>
    internal SslServerAuthenticationOptions Rules(List<SslApplicationProtocol>? protocols) => new()
    {
        ServerCertificateContext = _shown,
        ClientCertificateRequired = _believed is not null,
        CertificateChainPolicy = _believed?.Clone(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = protocols,
    };
}
