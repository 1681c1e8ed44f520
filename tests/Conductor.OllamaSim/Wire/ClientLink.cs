using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Conductor.OllamaSim.Wire;

/// <summary>
/// One client's socket: always being read, so that a client that leaves is noticed while its answer is on the way, and written to
/// with every byte counted.
/// </summary>
internal sealed class ClientLink : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream? _tls;
    private readonly X509Certificate2? _certificate;
    private readonly Ice _ice;
    private readonly TimeProvider _time;
    private readonly Action<SimRequest, SimEnding> _noteEnded;
    private readonly Pipe _inbox = new(new PipeOptions(useSynchronizationContext: false));
    private readonly CancellationTokenSource _gone = new();
    private int _closing;

    public ClientLink(Socket socket, SimConnection log, Ice ice, SimOptions options, Action<SimRequest, SimEnding> noteEnded)
    {
        (_socket, Log, _ice, _time, _noteEnded) = (socket, log, ice, options.Time, noteEnded);
        _certificate = options.Certificate;
        if (_certificate is not null) _tls = new SslStream(new NetworkStream(socket, ownsSocket: false));
    }

    public SimConnection Log { get; }

    /// <summary>Cancelled as soon as either side has closed.</summary>
    public CancellationToken Gone => _gone.Token;

    public PipeReader Inbox => _inbox.Reader;

    /// <summary>The request whose answer is on the way; its bytes are counted there.</summary>
    public SimRequest? Serving { get; set; }

    /// <summary>Reads until either side closes; never throws.</summary>
    public async Task PumpAsync()
    {
        try
        {
            if (_tls is not null) await GreetAsync(_tls).ConfigureAwait(false);
            while (await ReceiveAsync().ConfigureAwait(false)) { }
            NoteClosed(ClosedBy.Client, reset: false);
        }
        catch (SocketException refused)
        {
            NoteClosed(ClosedBy.Client, refused.SocketErrorCode is SocketError.ConnectionReset);
        }
        catch (Exception garbled) when (garbled is IOException or AuthenticationException)
        {
            NoteClosed(ClosedBy.Client, reset: garbled.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset });
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            NoteClosed(ClosedBy.Server, reset: false);
        }
        await _inbox.Writer.CompleteAsync().ConfigureAwait(false);
    }

    private Task GreetAsync(SslStream tls) =>
        tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, Gone);

    private async Task<bool> ReceiveAsync()
    {
        var room = _inbox.Writer.GetMemory(2048);
        var receiving = _tls is null ? _socket.ReceiveAsync(room, SocketFlags.None, Gone) : _tls.ReadAsync(room, Gone);
        var count = await receiving.ConfigureAwait(false);
        await _ice.PassAsync(Gone).ConfigureAwait(false);
        _inbox.Writer.Advance(count);
        return count > 0 && !(await _inbox.Writer.FlushAsync(Gone).ConfigureAwait(false)).IsCompleted;
    }

    /// <summary>Sends all of it; the request sees itself as blocked while the client's window is full.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_ice.IsFrozen) await _ice.PassAsync(Gone).ConfigureAwait(false);
        Gone.ThrowIfCancellationRequested();
        try
        {
            var sending = WriteAsync(bytes);
            if (!sending.IsCompleted) Serving?.NoteBlocked(_time.GetUtcNow());
            await sending.ConfigureAwait(false);
            Serving?.NoteSent(bytes.Length, _time.GetUtcNow());
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or IOException)
        {
            NoteClosed(ClosedBy.Client, reset: true);
            throw new OperationCanceledException("The client closed the connection.", broken, Gone);
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_tls is null) await _socket.SendAsync(bytes, SocketFlags.None, Gone).ConfigureAwait(false);
        else await _tls.WriteAsync(bytes, Gone).ConfigureAwait(false);
    }

    /// <summary>Closes from our side: with FIN, or with RST when <paramref name="reset"/>.</summary>
    public void Close(bool reset)
    {
        NoteClosed(ClosedBy.Server, reset);
        if (Interlocked.Exchange(ref _closing, 1) != 0) return;
        try
        {
            if (reset) _socket.LingerState = new LingerOption(enable: true, seconds: 0);
            else _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception late) when (late is SocketException or ObjectDisposedException)
        {
            // The client was first; there is nobody left to say goodbye to.
        }
        _socket.Dispose();
    }

    public void Dispose() => Close(reset: false);

    private void NoteClosed(ClosedBy who, bool reset)
    {
        if (!Log.NoteClosed(who, reset, _time.GetUtcNow())) return;
        if (who is ClosedBy.Client && Serving is { IsFinishing: false } request) _noteEnded(request, SimEnding.ClientClosed);
        _ = _gone.CancelAsync();
    }
}
