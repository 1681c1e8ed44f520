using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Conductor.Core.Conducting;
using Conductor.Core.Sessions;
using Conductor.Protocol.Errors;
using Conductor.Protocol.Frames;
using Conductor.Server.Identity;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Surfaces;

/// <summary>
/// Carries native surfaces over a byte stream: what they send goes to their sessions, frame by frame; the sessions write back through
/// <see cref="FramedSurfaceConnection"/>. Safe for any number of connections, none of which can hurt another.
/// </summary>
internal sealed class SurfaceCarrier(IConductor conductor, Doorkeeper keeper, PeerCount peers, TimeProvider time, ILogger<SurfaceCarrier> logger)
{
    // How long what was said last may take to get to a surface that does not read.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private long _count;

    /// <summary>Warns of an address where everything can be read on its way.</summary>
    public void Announce(IPEndPoint tcp)
    {
        if (!IPAddress.IsLoopback(tcp.Address))
            logger.InTheClear(tcp);
    }

    /// <summary>Serves one connection of a unix socket to its end. The kernel knows whose it is.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="allowRoot">Root may connect besides the user of this process.</param>
    public Task ServeLocalAsync(ConnectionContext connection, bool allowRoot)
    {
        var credentials = PeerCredentials.Of(connection.Features.Get<IConnectionSocketFeature>()?.Socket);
        if (credentials is { } known && known.MayEnter(allowRoot))
            return ServeAsync(connection, $"user {known.User}", $"user {known.User} (process {known.Process})", SurfaceDoor.Known);
        if (credentials is { } stranger)
            logger.StrangerTurnedAway(stranger.User, stranger.Process);
        else
            logger.UnknownTurnedAway();
        connection.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Serves one connection of a network to its end. Its handshake shows whose it is.</summary>
    public Task ServeRemoteAsync(ConnectionContext connection)
    {
        var peer = connection.RemoteEndPoint is IPEndPoint end ? $"{(end.Address.IsIPv4MappedToIPv6 ? end.Address.MapToIPv4() : end.Address)}" : "unknown";
        return ServeAsync(connection, peer, peer, SurfaceDoor.ByToken(keeper));
    }

    private async Task ServeAsync(ConnectionContext connection, string peer, string name, SurfaceDoor door)
    {
        var surface = new FramedSurfaceConnection($"surface-{Interlocked.Increment(ref _count)}", name, connection.Transport.Output, door);
        using var place = peers.Enter(peer);
        if (place is null)
        {
            LastWords.Write(surface, ErrorCode.TooManyConnections, peers.Refusal(peer));
            await surface.FlushAsync(connection.ConnectionClosed);
        }
        else if (await ConnectAsync(surface, connection.ConnectionClosed) is { } inlet)
            await ServeAsync(connection, surface, inlet);
        await EndAsync(connection);
    }

    private async Task ServeAsync(ConnectionContext connection, FramedSurfaceConnection surface, SurfaceInlet inlet)
    {
        var reading = ReadAsync(connection.Transport.Input, inlet);
        await Task.WhenAny(reading, surface.Closed);
        connection.Transport.Input.CancelPendingRead();
        // A session that was told of garbage says so to its surface and then closes; only a surface that does not read is not waited for.
        if (await reading)
            await surface.Closed.WaitAsync(Linger, time, connection.ConnectionClosed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        inlet.Left();
        await surface.Closed;
    }

    private async Task<SurfaceInlet?> ConnectAsync(FramedSurfaceConnection surface, CancellationToken gone)
    {
        var connecting = conductor.ConnectSurfaceAsync(surface, CancellationToken.None);
        try
        {
            return await connecting.WaitAsync(gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            _ = LeaveLateAsync(connecting);
            return null;
        }
        catch (InvalidOperationException refusal)
        {
            LastWords.Write(surface, ErrorCode.Unavailable, refusal.Message);
            await surface.FlushAsync(gone);
            return null;
        }
    }

    private static async Task LeaveLateAsync(Task<SurfaceInlet> connecting) => (await connecting).Left();

    /// <summary>Hands on what comes, until the surface is gone, the session is over, or what comes is garbage.</summary>
    /// <returns>Whether it was garbage.</returns>
    private static async Task<bool> ReadAsync(PipeReader input, SurfaceInlet inlet)
    {
        try
        {
            while (!inlet.IsClosed)
            {
                var read = await input.ReadAsync(CancellationToken.None);
                var status = await SayAllAsync(input, read.Buffer, inlet);
                if (status != FrameStatus.NeedMore)
                {
                    await inlet.GarbledAsync(Describe(status, inlet.MaxFrameBytes), canGoOn: false, status == FrameStatus.TooLong ? ErrorCode.FrameTooLong : ErrorCode.FrameDamaged);
                    return true;
                }
                if (read.IsCompleted || read.IsCanceled)
                    break;
            }
        }
        catch (Exception cause) when (cause is IOException or OperationCanceledException)
        {
            // The surface is gone the hard way.
        }
        return false;
    }

    private static async ValueTask<FrameStatus> SayAllAsync(PipeReader input, ReadOnlySequence<byte> bytes, SurfaceInlet inlet)
    {
        FrameStatus status;
        var end = bytes.End;
        while ((status = FrameCodec.TryRead(ref bytes, out var payload, inlet.MaxFrameBytes)) == FrameStatus.Frame)
            await SayAsync(payload, inlet);
        input.AdvanceTo(bytes.Start, end);
        return status;
    }

    private static ValueTask SayAsync(ReadOnlySequence<byte> payload, SurfaceInlet inlet) => SurfacePayload.SayAsync(payload, inlet);

    private static string Describe(FrameStatus status, int most)
    {
        var what = status == FrameStatus.TooLong ? $"A frame is longer than {most} bytes." : "The checksum of a frame is wrong.";
        return what + " What follows cannot be trusted, so the connection is closed.";
    }

    private async Task EndAsync(ConnectionContext connection)
    {
        _ = AbortLaterAsync(connection);
        await connection.Transport.Output.CompleteAsync();
        // Once all is out the server shuts the socket, and the input ends. What comes meanwhile is read, for a socket that is closed
        // with something unread is reset, and with it what the surface has not read yet.
        await DiscardAsync(connection.Transport.Input);
    }

    private static async Task DiscardAsync(PipeReader input)
    {
        try
        {
            ReadResult read;
            do
            {
                read = await input.ReadAsync(CancellationToken.None);
                input.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch (Exception cause) when (cause is IOException or OperationCanceledException)
        {
            // Reset, by the surface or by the abort.
        }
    }

    // The server itself would wait for ever for a surface that does not read. On a connection that has ended it does nothing.
    private async Task AbortLaterAsync(ConnectionContext connection)
    {
        await Task.Delay(Linger, time, CancellationToken.None);
        connection.Abort();
    }
}
