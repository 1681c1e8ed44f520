using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Conductor.Protocol.Carriers;

namespace Conductor.Client.Links;

/// <summary>Dials unix sockets, TCP and TLS.</summary>
internal sealed class SocketDialer(ConductorAddress address, ConductorClientOptions options) : ISurfaceDialer
{
    public string Address => address.Text;

    public async Task<ISurfaceLink> DialAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new FramedLink(await OpenAsync(cancellationToken).ConfigureAwait(false), options.MaxFrameBytes);
        }
        catch (SocketException cause)
        {
            throw new IOException($"No conductor answers at {address.Text}: {Why(cause)}.", cause);
        }
        catch (AuthenticationException cause)
        {
            throw new IOException($"The TLS of {address.Text} is not to be trusted: {cause.Message}", cause);
        }
        catch (ArgumentException cause) when (address.Kind == CarrierKind.Unix)
        {
            throw new IOException($"{address.Path} cannot be the path of a unix socket: {cause.Message}", cause);
        }
    }

    // Of a path without a file the platform says that the address cannot be assigned.
    private string Why(SocketException cause) => address.Kind == CarrierKind.Unix && !File.Exists(address.Path) ? $"there is no socket at {address.Path}" : cause.Message;

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Stream stream = new NetworkStream(await ConnectAsync(cancellationToken).ConfigureAwait(false), ownsSocket: true);
        if (address.Kind != CarrierKind.Tls)
            return stream;
        var secure = new SslStream(stream);
        try
        {
            var rules = new SslClientAuthenticationOptions { TargetHost = address.Uri!.IdnHost };
            options.Tls?.Invoke(rules);
            await secure.AuthenticateAsClientAsync(rules, cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var unix = address.Kind == CarrierKind.Unix;
        var socket = unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            EndPoint where = unix ? new UnixDomainSocketEndPoint(address.Path) : new DnsEndPoint(address.Uri!.IdnHost, address.Uri.Port);
            await socket.ConnectAsync(where, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
