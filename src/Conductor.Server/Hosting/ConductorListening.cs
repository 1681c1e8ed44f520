using System.Net;
using System.Net.Security;
using Conductor.Server.Http;
using Conductor.Server.Identity;
using Conductor.Server.Surfaces;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Server.Hosting;

/// <summary>Where a conductor listens.</summary>
public static class ConductorListening
{
    private static readonly TimeSpan TlsPatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Listens for HTTP callers and for native surfaces, with limits for many long answers: a slow reader is never cut, an unfinished
    /// header is.
    /// </summary>
    /// <param name="options">The server.</param>
    /// <param name="http">Where the HTTP front doors listen; null for nowhere.</param>
    /// <param name="socketPath">The unix socket of native surfaces; null or empty for none.</param>
    /// <remarks>What is in the way is told at the start, as a <see cref="ConductorStartException"/>.</remarks>
    public static void ListenConductor(this KestrelServerOptions options, IPEndPoint? http, string? socketPath = null) =>
        options.ListenConductor(http, new SurfaceDoors { SocketPath = socketPath ?? "" });

    /// <summary>The same, with every door that there can be.</summary>
    /// <param name="options">The server.</param>
    /// <param name="http">Where the HTTP front doors listen; null for nowhere.</param>
    /// <param name="doors">Where else.</param>
    public static void ListenConductor(this KestrelServerOptions options, IPEndPoint? http, SurfaceDoors doors)
    {
        ArgumentNullException.ThrowIfNull(doors);
        var bounds = options.ApplicationServices.GetRequiredService<HttpOptions>();
        options.AddServerHeader = false;
        options.Limits.MinResponseDataRate = null;
        // Slow is fine; it is silence that ends a body, so that nobody keeps connections by sending nothing.
        options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1, bounds.BodyPatience);
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MaxConcurrentConnections = ConnectionLimit(bounds.MaxConnections);
        var keeper = options.ApplicationServices.GetRequiredService<Doorkeeper>();
        // The port first: of two conductors that start at once the one that loses it must not touch the other's socket.
        if (http is not null)
        {
            keeper.Open(http);
            options.Listen(http, listen => listen.Protocols = HttpProtocols.Http1);
        }
        if (doors.Https is { } https)
        {
            keeper.Open(https);
            options.Listen(https, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                Secure(listen, doors, [SslApplicationProtocol.Http11]);
            });
        }
        ListenForSurfaces(options, doors, keeper);
    }

    private static void ListenForSurfaces(KestrelServerOptions options, SurfaceDoors doors, Doorkeeper keeper)
    {
        options.ApplicationServices.GetRequiredService<PeerCount>().Limit = doors.ConnectionsPerPeer;
        var carrier = options.ApplicationServices.GetRequiredService<SurfaceCarrier>();
        if (doors.Tcp is { } tcp)
        {
            keeper.Open(tcp, isForPages: false);
            carrier.Announce(tcp);
            options.Listen(tcp, listen => listen.Run(carrier.ServeRemoteAsync));
        }
        if (doors.Tls is { } tls)
        {
            keeper.Open(tls, isForPages: false);
            options.Listen(tls, listen =>
            {
                Secure(listen, doors, protocols: null);
                listen.Run(carrier.ServeRemoteAsync);
            });
        }
        if (doors.SocketPath.Length == 0)
            return;
        options.ApplicationServices.GetRequiredService<SurfaceSockets>().Add(doors.SocketPath);
        options.ListenUnixSocket(doors.SocketPath, listen => listen.Run(connection => carrier.ServeLocalAsync(connection, doors.AllowRoot)));
    }

    private static void Secure(ListenOptions listen, SurfaceDoors doors, List<SslApplicationProtocol>? protocols)
    {
        var certificate = doors.Certificate ?? throw new ConductorStartException($"{listen.IPEndPoint} is to speak TLS without a certificate. Set tls.certificate.");
        listen.ApplicationServices.GetRequiredService<CertificateWatch>().Watch(certificate);
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = TlsPatience,
            OnConnection = _ => ValueTask.FromResult(certificate.Rules(protocols)),
        });
    }

    // A server that runs out of files cannot even accept a connection in order to close it, and tries again without a pause.
    private static int ConnectionLimit(int wanted)
    {
        const int forEverythingElse = 256;
        var room = Math.Max((NativeProcess.OpenFileLimit() - forEverythingElse) / 2, 16);
        return (int)Math.Min(wanted, room);
    }
}
