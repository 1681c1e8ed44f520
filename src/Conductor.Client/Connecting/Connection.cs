using System.Threading.Channels;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Connecting;

/// <summary>One connection from its welcome to its end: reads, writes and watches for silence, each in its own loop.</summary>
internal sealed class Connection(ISurfaceLink link, Welcome welcome, ConductorClientOptions options)
{
    private const int MissedPings = 3;

    private readonly Channel<ClientMessage> _outbox = Channel.CreateUnbounded<ClientMessage>(new UnboundedChannelOptions { SingleReader = true });
    private long _received;
    private ulong _pings;

    /// <summary>What the conductor said first.</summary>
    public Welcome Welcome { get; } = welcome;

    /// <summary>Where it sends this surface, once it has said so.</summary>
    public GoAway? GoAway { get; private set; }

    /// <summary>Hands a message to the writer. Never waits: what may be open at once is bounded by the callers. Safe from any thread.</summary>
    public void Send(ClientMessage message) => _outbox.Writer.TryWrite(message);

    /// <summary>Carries messages until the connection ends, and says why; null when the conductor closed it. Does not throw.</summary>
    public async Task<Exception?> RunAsync(Action<ServerMessage> onMessage, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<Exception?>[] loops = [WatchedAsync(ReadAsync(onMessage, ending.Token)), WatchedAsync(WriteAsync(ending.Token)), WatchedAsync(WatchAsync(ending.Token))];
        var first = await Task.WhenAny(loops).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await link.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
        return await first.ConfigureAwait(false);
    }

    /// <summary>Says farewell, if the carrier takes it, and ends the connection. A reader that is under way ends with it.</summary>
    public async ValueTask LeaveAsync(CancellationToken patience)
    {
        _outbox.Writer.TryWrite(new Goodbye(null));
        _outbox.Writer.TryComplete();
        try
        {
            await _outbox.Reader.Completion.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It does not read; then it hears nothing.
        }
    }

    private static async Task<Exception?> WatchedAsync(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
            return null;
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException or OperationCanceledException or TimeoutException)
        {
            return cause;
        }
    }

    private async Task ReadAsync(Action<ServerMessage> onMessage, CancellationToken cancellationToken)
    {
        while (await link.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message)
        {
            Volatile.Write(ref _received, _received + 1);
            if (message is ConductorPing ping)
                Send(new SurfacePong(ping.Seq));
            else if (message is GoAway away)
                GoAway = away;
            else
                onMessage(message);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in _outbox.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            await link.SendAsync(message, cancellationToken).ConfigureAwait(false);
        // Said goodbye: the conductor closes, and the reading loop sees it.
        await Task.Delay(Timeout.InfiniteTimeSpan, options.Time, cancellationToken).ConfigureAwait(false);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var (seen, missed) = (0L, 0);
        using var timer = new PeriodicTimer(options.PingInterval, options.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            var now = Volatile.Read(ref _received);
            missed = now == seen ? missed + 1 : 0;
            seen = now;
            if (missed > MissedPings)
                throw new TimeoutException($"The conductor was silent for {MissedPings * options.PingInterval.TotalSeconds:0.#} s.");
            if (missed > 0)
                Send(new SurfacePing(++_pings));
        }
    }
}
