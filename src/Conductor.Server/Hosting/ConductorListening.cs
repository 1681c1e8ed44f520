using System.Net;
using Conductor.Server.Http;
using Conductor.Server.Identity;
using Conductor.Server.Surfaces;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Server.Hosting;

/// <summary>Where a conductor listens.</summary>
public static class ConductorListening
{
    /// <summary>
    /// Listens for HTTP callers and for native surfaces, with limits for many long answers: a slow reader is never cut, an unfinished
    /// header is.
    /// </summary>
    /// <param name="options">The server.</param>
    /// <param name="http">Where the HTTP front doors listen; null for nowhere.</param>
    /// <param name="socketPath">The unix socket of native surfaces; null or empty for none.</param>
    /// <remarks>What is in the way is told at the start, as a <see cref="ConductorStartException"/>.</remarks>
    public static void ListenConductor(this KestrelServerOptions options, IPEndPoint? http, string? socketPath = null)
    {
        var bounds = options.ApplicationServices.GetRequiredService<HttpOptions>();
        options.AddServerHeader = false;
        options.Limits.MinResponseDataRate = null;
        // Slow is fine; it is silence that ends a body, so that nobody keeps connections by sending nothing.
        options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1, bounds.BodyPatience);
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MaxConcurrentConnections = ConnectionLimit(bounds.MaxConnections);
        // The port first: of two conductors that start at once the one that loses it must not touch the other's socket.
        if (http is not null)
        {
            options.ApplicationServices.GetRequiredService<Doorkeeper>().Open(http);
            options.Listen(http, listen => listen.Protocols = HttpProtocols.Http1);
        }
        if (string.IsNullOrEmpty(socketPath))
            return;
        options.ApplicationServices.GetRequiredService<SurfaceSockets>().Add(socketPath);
        var carrier = options.ApplicationServices.GetRequiredService<SurfaceCarrier>();
        options.ListenUnixSocket(socketPath, listen => listen.Run(carrier.ServeAsync));
    }

    // A server that runs out of files cannot even accept a connection in order to close it, and tries again without a pause.
    private static int ConnectionLimit(int wanted)
    {
        const int forEverythingElse = 256;
        var room = Math.Max((NativeProcess.OpenFileLimit() - forEverythingElse) / 2, 16);
        return (int)Math.Min(wanted, room);
    }
}
