using System.Net;
using System.Net.Sockets;
using Conductor.Server.Surfaces;

namespace Conductor.Server.Hosting;

/// <summary>Binds listening sockets, and says in plain words why one cannot be bound.</summary>
internal static class BoundSockets
{
    /// <summary>The binder, around the one that was there.</summary>
    public static Func<EndPoint, Socket> Around(Func<EndPoint, Socket> bind) => endpoint => endpoint switch
    {
        UnixDomainSocketEndPoint unix => SurfaceSocket.Bind(unix, bind),
        IPEndPoint ip => Bind(ip, bind),
        _ => bind(endpoint),
    };

    private static Socket Bind(IPEndPoint endpoint, Func<EndPoint, Socket> bind)
    {
        try
        {
            return bind(endpoint);
        }
        catch (SocketException cause)
        {
            throw new ConductorStartException(Describe(endpoint, cause), cause);
        }
    }

    private static string Describe(IPEndPoint endpoint, SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Port {endpoint.Port} on {endpoint.Address} is in use by another program, perhaps another conductor. Stop that one, or choose another port (--http {endpoint.Address}:PORT).",
        SocketError.AccessDenied => $"Port {endpoint.Port} on {endpoint.Address} may not be used by this user. Choose one above 1023 (--http {endpoint.Address}:PORT).",
        SocketError.AddressNotAvailable => $"{endpoint.Address} is not an address of this machine. Choose one that is, 127.0.0.1 or 0.0.0.0 (--http ADDRESS:{endpoint.Port}).",
        _ => $"Cannot listen on {endpoint}: {cause.Message}.",
    };
}
