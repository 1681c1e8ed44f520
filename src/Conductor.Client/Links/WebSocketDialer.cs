using System.Net.Security;
using System.Net.WebSockets;
using Conductor.Protocol.Carriers;

namespace Conductor.Client.Links;

/// <summary>Dials WebSockets.</summary>
internal sealed class WebSocketDialer(ConductorAddress address, ConductorClientOptions options) : ISurfaceDialer
{
    public string Address => address.Text;

    public async Task<ISurfaceLink> DialAsync(CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        // The protocol has pings of its own, which see through proxies.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        try
        {
            using var handler = new SocketsHttpHandler { UseProxy = false };
            if (options.Tls is { } last)
            {
                handler.SslOptions = new SslClientAuthenticationOptions { TargetHost = address.Uri!.IdnHost };
                last(handler.SslOptions);
            }
            using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
            await socket.ConnectAsync(address.Uri!, invoker, cancellationToken).ConfigureAwait(false);
            return new WebSocketLink(socket, options.MaxFrameBytes);
        }
        catch (WebSocketException cause)
        {
            socket.Dispose();
            throw new IOException($"No conductor answers at {address.Text}: {cause.InnerException?.Message ?? cause.Message}", cause);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
