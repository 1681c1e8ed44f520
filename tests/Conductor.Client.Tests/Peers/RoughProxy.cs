using System.Net;
using System.Net.Sockets;

namespace Conductor.Client.Tests.Peers;

/// <summary>
/// A proxy as bad as a network can be: it passes bytes on in pieces of any size, and cuts connections in the middle of anything, with a farewell or
/// without. It can stall too. What it does follows from its seed.
/// </summary>
internal sealed class RoughProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Socket _listener;
    private readonly EndPoint _target;
    private readonly Random _random;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _never = new();
    private volatile bool _isStalled;
    private CancellationTokenSource _up = new();
    private int _cutsLeft;
    private int _cuts;

    public RoughProxy(EndPoint listen, EndPoint target, int seed)
    {
        (_target, _random) = (target, new Random(seed));
        _listener = Make(listen);
        _listener.Bind(listen);
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public EndPoint Address => _listener.LocalEndPoint!;

    /// <summary>Connections that were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts so many connections from here on, each after some thousand bytes at most.</summary>
    public void Cut(int connections) => Volatile.Write(ref _cutsLeft, connections);

    /// <summary>Takes nothing more from the conductor, and gives nothing up.</summary>
    public void Stall() => _isStalled = true;

    /// <summary>Nothing passes: connections are cut, new ones at once.</summary>
    public bool IsDown
    {
        set
        {
            var before = _up;
            if (value)
                _ = before.CancelAsync();
            else
                _up = new CancellationTokenSource();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
    }

    private static Socket Make(EndPoint place) => place is UnixDomainSocketEndPoint
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await _listener.AcceptAsync(_ending.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is disposed of.
        }
    }

    // Never throws: a connection that is lost is what this is for.
    private async Task PassAsync(Socket client)
    {
        using var near = client;
        using var far = Make(_target);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, _up.Token);
        try
        {
            await far.ConnectAsync(_target, both.Token);
            await await Task.WhenAny(CopyAsync(near, far, cuts: false, both.Token), CopyAsync(far, near, cuts: true, both.Token));
        }
        catch (Exception lost) when (lost is OperationCanceledException or SocketException)
        {
            // Then both ends see it.
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool cuts, CancellationToken over)
    {
        var buffer = new byte[4096];
        var left = Draw(200, 4000);
        while (true)
        {
            if (_isStalled)
                await _never.Task.WaitAsync(over);
            var count = await from.ReceiveAsync(buffer.AsMemory(0, Draw(1, buffer.Length)), over);
            if (count == 0)
                return;
            var isCut = cuts && (left -= count) <= 0 && Interlocked.Decrement(ref _cutsLeft) >= 0;
            // The last bytes before a cut may be half a frame.
            await to.SendAsync(buffer.AsMemory(0, isCut ? Draw(0, count) : count), over);
            if (!isCut)
                continue;
            Interlocked.Increment(ref _cuts);
            if (Draw(0, 2) == 0 && to.AddressFamily != AddressFamily.Unix)
                to.LingerState = new LingerOption(true, 0);
            return;
        }
    }

    private int Draw(int from, int to)
    {
        lock (_random)
            return _random.Next(from, to);
    }
}
