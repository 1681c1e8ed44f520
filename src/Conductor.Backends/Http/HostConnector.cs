using System.Net;
using System.Net.Sockets;

namespace Conductor.Backends.Http;

/// <summary>
/// Opens connections to a host within a time, on the injected clock. A name with several addresses is tried IPv4 first (Ollama
/// listens there), each address getting a head start before the next is tried beside it, so that one dead address does not use up
/// the whole time.
/// </summary>
internal sealed class HostConnector(TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <summary>A connected stream, or <see cref="ConnectTimeoutException"/>, or the <see cref="SocketException"/> of the last address.</summary>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var addresses = await ResolveAsync(endPoint.Host, both.Token).ConfigureAwait(false);
            var socket = await ConnectToFirstAsync(addresses, endPoint.Port, both.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ConnectTimeoutException(timeout);
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];
        var found = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        return found.Length > 0
            ? [.. found.OrderBy(a => a.AddressFamily == AddressFamily.InterNetworkV6)]
            : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>A connection to the address that answers first. At least one address.</summary>
    internal async Task<Socket> ConnectToFirstAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<Socket>>();
        try
        {
            foreach (var address in addresses)
            {
                running.Add(ConnectAsync(address, port, race.Token));
                var isLast = running.Count == addresses.Length;
                if (await FirstConnectedAsync(running, isLast, race.Token).ConfigureAwait(false) is { } winner)
                    return winner;
            }
            // Every attempt has failed: the last one's exception says why as well as any.
            return await running[^1].ConfigureAwait(false);
        }
        finally
        {
            await race.CancelAsync().ConfigureAwait(false);
            foreach (var attempt in running)
                _ = DropLoserAsync(attempt);
        }

        // Takes the winner out of the list, so that only losers stay in it. Null: time for the next address.
        async Task<Socket?> FirstConnectedAsync(List<Task<Socket>> attempts, bool isLast, CancellationToken token)
        {
            var patience = isLast ? null : Task.Delay(HeadStart, time, token);
            var open = attempts.Where(a => !a.IsFaulted).ToList();
            while (open.Count > 0)
            {
                var first = await Task.WhenAny(patience is null ? open : [.. open, patience]).ConfigureAwait(false);
                token.ThrowIfCancellationRequested();
                if (first is not Task<Socket> attempt)
                    return null;
                if (attempt.IsCompletedSuccessfully)
                {
                    attempts.Remove(attempt);
                    return await attempt.ConfigureAwait(false);
                }
                open.Remove(attempt);
                if (!isLast)
                    return null;
            }
            return null;
        }
    }

    private static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task DropLoserAsync(Task<Socket> attempt)
    {
        await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (attempt.IsCompletedSuccessfully)
            (await attempt.ConfigureAwait(false)).Dispose();
    }
}

/// <summary>A host did not take the connection in time.</summary>
internal sealed class ConnectTimeoutException(TimeSpan timeout)
    : IOException($"The connection was not taken within {timeout.TotalSeconds} s.");
