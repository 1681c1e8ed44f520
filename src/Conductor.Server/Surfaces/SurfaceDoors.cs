using System.Net;

namespace Conductor.Server.Surfaces;

/// <summary>Where a conductor listens besides plain HTTP, and whom it lets in there. Immutable.</summary>
public sealed record SurfaceDoors
{
    /// <summary>The unix socket of native surfaces.</summary>
    /// <value>Default empty: none.</value>
    public string SocketPath { get; init; } = "";

    /// <summary>Root may connect to the unix socket besides the user of this process.</summary>
    /// <value>Default false.</value>
    public bool AllowRoot { get; init; }

    /// <summary>Where native surfaces connect by plain TCP: what is said can be read on the way.</summary>
    /// <value>Default null: nowhere.</value>
    public IPEndPoint? Tcp { get; init; }

    /// <summary>Where native surfaces connect by TLS.</summary>
    /// <value>Default null: nowhere.</value>
    public IPEndPoint? Tls { get; init; }

    /// <summary>Where the HTTP front doors, WebSockets included, listen with TLS besides.</summary>
    /// <value>Default null: nowhere.</value>
    public IPEndPoint? Https { get; init; }

    /// <summary>The certificate that is shown where TLS is spoken.</summary>
    /// <value>Default null; needed for <see cref="Tls"/> and <see cref="Https"/>.</value>
    public DoorCertificate? Certificate { get; init; }

    /// <summary>Surfaces that one network address, or one user of this machine, may have connected at a time; one more is refused.</summary>
    /// <value>Default 1,024.</value>
    public int ConnectionsPerPeer { get; init; } = 1024;
}
