using System.Net;
using Conductor.Server.Surfaces;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>Where the native protocol's unix socket is; empty for none. In a file <c>auto</c> and <c>off</c> stand for the usual place and for none.</summary>
    public string SocketPath { get; init; } = "";

    /// <summary>Root may connect to it besides this user.</summary>
    public bool AllowRoot { get; init; }

    /// <summary>Where surfaces connect by plain TCP; null for nowhere.</summary>
    public IPEndPoint? SurfacesTcp { get; init; }

    /// <summary>Where surfaces connect by TLS; null for nowhere.</summary>
    public IPEndPoint? SurfacesTls { get; init; }

    /// <summary>Surfaces that one network address, or one user of this machine, may have connected.</summary>
    /// <value>Default 1,024.</value>
    public int SurfacesPerPeer { get; init; } = 1024;

    /// <summary>Where the HTTP front doors listen with TLS besides; null for nowhere.</summary>
    public IPEndPoint? HttpsEndpoint { get; init; }

    /// <summary>The PEM files of our own certificate.</summary>
    public TlsFiles Tls { get; init; } = new();

    /// <summary>What is in them; null where nothing speaks TLS.</summary>
    public DoorCertificate? Certificate { get; init; }

    /// <summary>Where to listen besides plain HTTP.</summary>
    public SurfaceDoors Doors => new()
    {
        SocketPath = SocketPath,
        AllowRoot = AllowRoot,
        Tcp = SurfacesTcp,
        Tls = SurfacesTls,
        Https = HttpsEndpoint,
        Certificate = Certificate,
        ConnectionsPerPeer = SurfacesPerPeer,
    };
}

/// <summary>The PEM files of a certificate that is shown, and of whom is believed. Empty for none.</summary>
/// <param name="Certificate">The certificate, with those of its issuers behind it.</param>
/// <param name="Key">Its key, where it is not in the same file.</param>
/// <param name="Authority">Whose clients may connect.</param>
public sealed record TlsFiles(string Certificate = "", string Key = "", string Authority = "");
