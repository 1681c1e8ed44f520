using System.Net;
using System.Net.Sockets;

namespace Conductor.Backends.Tests.Support;

/// <summary>A port that takes no more connections: the queue of those not yet accepted is full.</summary>
internal sealed class FullListener : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    public FullListener(IPAddress? address = null, int port = 0)
    {
        _listener.Bind(new IPEndPoint(address ?? IPAddress.Loopback, port));
        _listener.Listen(1);
    }

    public Uri Url => new($"http://{_listener.LocalEndPoint}");

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        // Two fit (the backlog and one more); the third hangs, which proves that it is full.
        for (var i = 0; i < 3; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _waiting.Add(socket);
            var connecting = socket.ConnectAsync(_listener.LocalEndPoint!, cancellationToken).AsTask();
            if (i < 2)
                await connecting;
        }
    }

    public void Dispose()
    {
        foreach (var socket in _waiting)
            socket.Dispose();
        _listener.Dispose();
    }
}
