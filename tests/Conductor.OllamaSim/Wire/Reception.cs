using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Conductor.OllamaSim.Wire;

/// <summary>Accepts connections and knows all that are open: it can refuse, freeze or reset them.</summary>
internal sealed class Reception : IDisposable
{
    // A connection that cannot be accepted (too many open files) is tried again after this time.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<ClientLink, Task> _links = new();
    private readonly Ice _ice = new();
    private readonly OllamaSimulator _sim;
    private readonly Port _port;
    private CancellationTokenSource _accepting = new();
    private Task _acceptLoop = Task.CompletedTask;

    // Completed while the loop holds a connection that it may not admit, because all is frozen.
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Reception(OllamaSimulator sim, IPAddress address, int port) => (_sim, _port) = (sim, new Port(address, port));

    public int Port => _port.EndPoint.Port;

    public bool IsOpen { get; private set; }

    public void Open()
    {
        _port.Listen();
        _accepting = new CancellationTokenSource();
        _acceptLoop = AcceptAsync(_accepting.Token);
        IsOpen = true;
    }

    /// <summary>Refuses new connections and resets all others; completes when each has been left by its attendant.</summary>
    public async Task CloseAsync()
    {
        IsOpen = false;
        await _accepting.CancelAsync().ConfigureAwait(false);
        _port.Close();
        await _acceptLoop.ConfigureAwait(false);
        foreach (var link in _links.Keys)
        {
            if (link.Serving is { } request) _sim.NoteEnded(request, SimEnding.Killed);
            link.Close(reset: true);
        }
        _ice.Thaw();
        while (_links.Values.FirstOrDefault() is { } serving) await serving.ConfigureAwait(false);
    }

    public void Freeze() => _ice.Freeze();

    /// <summary>Freezes, and lets the kernel take no more connections either.</summary>
    public Task VanishAsync()
    {
        _ice.Freeze();
        return IsOpen ? _port.PlugAsync(Volatile.Read(ref _held).Task) : Task.CompletedTask;
    }

    public void Thaw()
    {
        _port.Unplug();
        if (IsOpen) _port.Listen();
        _ice.Thaw();
    }

    public void Dispose() => _port.Dispose();

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await AdmitAsync(await _port.AcceptAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task AdmitAsync(Socket socket, CancellationToken cancellationToken)
    {
        try
        {
            var passing = _ice.PassAsync(cancellationToken);
            if (!passing.IsCompleted)
            {
                _held.TrySetResult();
                await passing.ConfigureAwait(false);
                Volatile.Write(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }
        catch (OperationCanceledException)
        {
            Volatile.Write(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Dispose();
            throw;
        }
        var peer = PeerOf(socket);
        if ((peer is not null && _port.IsPlug(peer)) || !TryConfigure(socket)) socket.Dispose();
        else Serve(socket, peer);
    }

    private bool TryConfigure(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            if (_sim.Options.SendBufferBytes is { } bytes) socket.SendBufferSize = bytes;
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Serve(Socket socket, EndPoint? peer)
    {
        var link = new ClientLink(socket, _sim.Connections.Accept(peer, _sim.Options.Time.GetUtcNow()), _ice, _sim.Options, _sim.NoteEnded);
        _links[link] = Task.CompletedTask;
        var served = ServeAsync(link);
        if (!served.IsCompleted) _links.TryUpdate(link, served, Task.CompletedTask);
    }

    private async Task ServeAsync(ClientLink link)
    {
        await Task.Yield();
        await new Attendant(_sim, link).ServeAsync().ConfigureAwait(false);
        _links.TryRemove(link, out _);
    }

    // A client may have reset its connection before it was accepted; then it has no address any more, and its end shows when it is read.
    private static EndPoint? PeerOf(Socket socket)
    {
        try { return socket.RemoteEndPoint; }
        catch (SocketException) { return null; }
    }
}
