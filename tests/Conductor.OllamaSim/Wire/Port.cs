using System.Net;
using System.Net.Sockets;

namespace Conductor.OllamaSim.Wire;

/// <summary>
/// The listening socket, and a second one on the same port that never listens: while the simulator is dead, connections are refused, yet no one
/// else can take the port before the revival.
/// </summary>
internal sealed class Port : IDisposable
{
    private const int Backlog = 4096;
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(30);
    private readonly List<Socket> _plugs = [];
    private readonly Socket _holder;
    private Socket? _listener;

    public Port(IPAddress address, int port)
    {
        _holder = Bind(new IPEndPoint(address, port));
        EndPoint = (IPEndPoint)_holder.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public void Listen()
    {
        _listener ??= Bind(EndPoint);
        _listener.Listen(Backlog);
    }

    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => _listener!.AcceptAsync(cancellationToken);

    /// <summary>Refuses new connections; those not accepted yet are reset by the kernel.</summary>
    public void Close()
    {
        Unplug();
        _listener?.Dispose();
        _listener = null;
    }

    /// <summary>
    /// Fills the backlog with connections of our own, so that the kernel drops every further SYN: a client's connect then neither
    /// succeeds nor fails, as with a host that lost its power.
    /// </summary>
    /// <param name="held">Completes when whoever accepts has taken one more and takes no other: before that, a full backlog has room again soon.</param>
    public async Task PlugAsync(Task held)
    {
        _listener!.Listen(1);
        while (_plugs.Count < 16)
        {
            var stays = held.IsCompleted;
            if (await TryPlugAsync().ConfigureAwait(false)) continue;
            if (stays) return;
            await held.WaitAsync(LongestHold, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
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
        Close();
        _holder.Dispose();
    }

    private async Task<bool> TryPlugAsync()
    {
        var plug = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _plugs.Add(plug);
        using var full = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        try
        {
            await plug.ConnectAsync(EndPoint, full.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static EndPoint? LocalOf(Socket plug)
    {
        try { return plug.LocalEndPoint; }
        catch (ObjectDisposedException) { return null; }
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
