using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Conductor.Backends.Http;

namespace Conductor.Server.Surfaces;

/// <summary>
/// What is shown to whoever connects with TLS, and whom is believed there. Can be renewed while it is in use: connections that are open go
/// on as they are, and those that come after see the new one. Safe for concurrent callers.
/// </summary>
public sealed class DoorCertificate
{
    private readonly string _certificate;
    private readonly string? _key;
    private readonly string? _authority;
    private volatile Held _held;

    private DoorCertificate(string certificate, string? key, string? authority, Held held) =>
        (_certificate, _key, _authority, _held) = (certificate, key, authority, held);

    /// <summary>The name that is shown, and until when it holds: for logs.</summary>
    public string Name => $"{_held.Shown.TargetCertificate.Subject} until {_held.Shown.TargetCertificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC";

    /// <summary>Reads PEM files.</summary>
    /// <param name="certificate">The certificate, with those of its issuers behind it.</param>
    /// <param name="key">Its private key; null when it is in the same file.</param>
    /// <param name="authority">Certificates of the authorities whose clients may connect; null for anybody, with or without a certificate.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostTlsException">A file is missing or holds something else; the message names it and the key of the configuration.</exception>
    public static async Task<DoorCertificate> ReadAsync(string certificate, string? key, string? authority, CancellationToken cancellationToken)
    {
        var read = await new HostTls { Certificate = certificate, Key = key, Authority = authority }.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new DoorCertificate(certificate, key, authority, new Held(read.ClientCertificateContext!, read.CertificateChainPolicy));
    }

    /// <summary>From now on shows and believes what another does.</summary>
    /// <returns>Whether anything is different; if not, nothing was changed.</returns>
    public bool Renew(DoorCertificate other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (old, held) = (_held, other._held);
        if (old.Names().SequenceEqual(held.Names()))
            return false;
        _held = held;
        return true;
    }

    /// <summary>Reads its files again, and shows and believes from now on what is in them.</summary>
    /// <returns>Whether anything is different.</returns>
    /// <exception cref="HostTlsException">A file is missing or holds something else; everything stays as it was.</exception>
    internal async Task<bool> RenewAsync(CancellationToken cancellationToken) =>
        Renew(await ReadAsync(_certificate, _key, _authority, cancellationToken).ConfigureAwait(false));

    /// <summary>The rules of one handshake.</summary>
    /// <param name="protocols">What is spoken inside; null where nobody asks.</param>
    internal SslServerAuthenticationOptions Rules(List<SslApplicationProtocol>? protocols)
    {
        var (shown, believed) = _held;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = shown,
            ClientCertificateRequired = believed is not null,
            CertificateChainPolicy = believed is null ? null : Strict(believed.Clone()),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = protocols,
            // A session that is taken up again would be one that the old certificate has let in.
            AllowTlsResume = believed is null,
        };
    }

    // What a stranger shows names addresses where its issuers are to be found. Nobody makes us go there.
    private static X509ChainPolicy Strict(X509ChainPolicy policy)
    {
        policy.DisableCertificateDownloads = true;
        return policy;
    }

    private sealed record Held(SslStreamCertificateContext Shown, X509ChainPolicy? Believed)
    {
        public IEnumerable<string> Names() =>
            [Shown.TargetCertificate.Thumbprint, .. Shown.IntermediateCertificates.Select(one => one.Thumbprint), "believes", .. (Believed?.CustomTrustStore ?? []).Select(one => one.Thumbprint)];
    }
}
