using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Conductor.Backends.Http;

/// <summary>What an operator may say about TLS with a host. Paths name PEM files. Immutable.</summary>
public sealed record HostTls
{
    /// <summary>Certificates of the authorities to believe in place of the system's; null for the system's.</summary>
    public string? Authority { get; init; }

    /// <summary>The certificate to show to a host that asks for one, with those of its issuers behind it; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The private key of <see cref="Certificate"/>, where it is not in the same file.</summary>
    public string? Key { get; init; }

    /// <summary>The name to expect in the host's certificate; null for the one in its URL.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether the host's certificate is checked at all.</summary>
    /// <value>Default true. Without it anybody on the way can read and change everything.</value>
    public bool Verify { get; init; } = true;

    /// <summary>Reads the files.</summary>
    /// <exception cref="HostTlsException">A file is missing or holds something else; the message names it and the key of the configuration.</exception>
    public async Task<SslClientAuthenticationOptions> ReadAsync(CancellationToken cancellationToken)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = ServerName };
        if (Authority is not null)
            options.CertificateChainPolicy = Believing(await PemAsync("authority", Authority, cancellationToken).ConfigureAwait(false));
        if (Certificate is not null)
            options.ClientCertificateContext = await ShownAsync(Certificate, cancellationToken).ConfigureAwait(false);
#pragma warning disable CA5359 // The operator has said so, in a key whose text says what it costs.
        if (!Verify)
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        return options;
    }

    private X509ChainPolicy Believing(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        Understand("authority", Authority!, () => policy.CustomTrustStore.ImportFromPem(pem));
        return policy.CustomTrustStore.Count > 0 ? policy : throw new HostTlsException($"tls.authority: {Authority} holds no certificate.");
    }

    private async Task<SslStreamCertificateContext> ShownAsync(string certificate, CancellationToken cancellationToken)
    {
        var pem = await PemAsync("certificate", certificate, cancellationToken).ConfigureAwait(false);
        var key = Key is null ? pem : await PemAsync("key", Key, cancellationToken).ConfigureAwait(false);
        var issuers = new X509Certificate2Collection();
        X509Certificate2? shown = null;
        Understand("certificate", certificate, () =>
        {
            issuers.ImportFromPem(pem);
            shown = X509Certificate2.CreateFromPem(pem, key);
        });
        return SslStreamCertificateContext.Create(shown!, issuers, offline: true);
    }

    private static async Task<string> PemAsync(string name, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new HostTlsException($"tls.{name}: {path} cannot be read: {cause.Message}");
        }
    }

    private static void Understand(string name, string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception cause) when (cause is CryptographicException or ArgumentException)
        {
            throw new HostTlsException($"tls.{name}: {path} is not what is wanted there, a PEM file: {cause.Message}");
        }
    }
}

/// <summary>What an operator said about TLS cannot be done.</summary>
public sealed class HostTlsException(string message) : Exception(message);
