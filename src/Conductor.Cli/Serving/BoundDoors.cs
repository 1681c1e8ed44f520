using System.Net;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Serving;

/// <summary>Where a conductor really listens: port 0 in the settings means any.</summary>
/// <param name="Http">The HTTP front doors, WebSockets included.</param>
/// <param name="Https">The same with TLS; null for nowhere.</param>
/// <param name="Tcp">Surfaces by plain TCP; null for nowhere.</param>
/// <param name="Tls">Surfaces by TLS; null for nowhere.</param>
internal sealed record BoundDoors(IPEndPoint Http, IPEndPoint? Https, IPEndPoint? Tcp, IPEndPoint? Tls)
{
    /// <summary>Finds them among the addresses of a server that has started: those with a port, in the order in which they were opened.</summary>
    public static BoundDoors Of(ConductorSettings settings, IEnumerable<string> addresses)
    {
        using var ports = addresses.Select(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Port : 0).Where(port => port > 0).GetEnumerator();
        return new BoundDoors(Next(settings.HttpEndpoint)!, Next(settings.HttpsEndpoint), Next(settings.SurfacesTcp), Next(settings.SurfacesTls));

        IPEndPoint? Next(IPEndPoint? wanted) => wanted is null || !ports.MoveNext() ? wanted : new IPEndPoint(wanted.Address, ports.Current);
    }
}
