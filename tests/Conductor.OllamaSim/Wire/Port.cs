using System.Net;
using System.Net.Sockets;

namespace Conductor.OllamaSim.Wire;

/// <summary>
/// The listening socket. Its port stays bound while the simulator is dead, without listening, so that connections are refused and no
/// one else can take it before the revival.
/// </summary>
internal sealed class Port : IDisposable
{
    private const int Backlog = 4096;
    private readonly List<Socket> _plugs = [];
    private Socket _socket;

    public Port(IPAddress address, int port)
    {
        _socket = Bind(new IPEndPoint(address, port));
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public void Listen() => _socket.Listen(Backlog);

    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => _socket.AcceptAsync(cancellationToken);

    /// <summary>Refuses new connections; those not accepted yet are reset by the kernel.</summary>
    public void Close()
    {
        Unplug();
        _socket.Dispose();
        _socket = Bind(EndPoint);
    }

    /// <summary>
    /// Fills the backlog with connections of our own, so that the kernel drops every further SYN: a client's connect then neither
    /// succeeds nor fails, as with a host that lost its power.
    /// </summary>
    public async Task PlugAsync()
    {
        _socket.Listen(1);
        while (_plugs.Count < 16)
        {
            var plug = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _plugs.Add(plug);
            using var full = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            try { await plug.ConnectAsync(EndPoint, full.Token).ConfigureAwait(false); }
            catch (OperationCanceledException) { return; }
        }
    }

    public bool IsPlug(EndPoint? peer) => _plugs.Exists(plug => Equals(LocalOf(plug), peer));

    public void Unplug()
    {
        foreach (var plug in _plugs) plug.Dispose();
        _plugs.Clear();
    }

    public void Dispose()
    {
        Unplug();
        _socket.Dispose();
    }

    private static EndPoint? LocalOf(Socket plug)
    {
        try { return plug.LocalEndPoint; }
        catch (ObjectDisposedException) { return null; }
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endPoint);
        return socket;
    }
}
