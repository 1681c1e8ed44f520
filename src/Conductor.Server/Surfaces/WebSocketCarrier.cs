using System.Buffers;
using System.Net.WebSockets;
using Conductor.Core.Conducting;
using Conductor.Core.Sessions;
using Conductor.Protocol.Errors;
using Conductor.Server.Http;
using Conductor.Server.Http.Entrance;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Surfaces;

/// <summary>
/// Carries native surfaces over WebSockets, at <c>/conductor/v1/ws</c>: each message is one text message. Who
/// may come in is decided by the token of the handshake; where none is demanded, in a browser only pages that may ask at all. Safe for any number of connections, none of which can hurt another.
/// </summary>
internal sealed class WebSocketCarrier(IConductor conductor, Doorkeeper keeper, HttpOptions options, PeerCount peers, TimeProvider time)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/conductor/v1/ws";

    private const int Step = 4096;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly Origins _origins = new(options.Origins);

    private long _count;

    /// <summary>Serves a request to its end.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (WebSocketUpgrade.KeyOf(context) is not { } key)
        {
            context.Response.Headers.Upgrade = "websocket";
            await OllamaErrors.WriteAsync(context, new Refusal(StatusCodes.Status426UpgradeRequired, $"{Path} is for WebSockets (version 13)"));
        }
        else if (Refusal(context) is { } refusal)
            await OllamaErrors.WriteAsync(context, new Refusal(StatusCodes.Status403Forbidden, refusal));
        else
            await CarryAsync(context, key);
    }

    // With tokens a page of the world has nothing to show; the door before this one knows the pages that may ask at all.
    private string? Refusal(HttpContext context) =>
        keeper.DemandsKeys ? null : new PageOrigin(_origins, keeper.IsAtOwnDoor, keeper.IsTold).Refusal(context.Request);

    private async Task CarryAsync(HttpContext context, string key)
    {
        using var socket = await WebSocketUpgrade.AcceptAsync(context, key);
        var peer = Caller.PeerOf(context);
        var surface = new WebSocketSurfaceConnection($"web-{Interlocked.Increment(ref _count)}", peer, socket, SurfaceDoor.ByToken(keeper, Caller.KeyOf(context)));
        using var place = peers.Enter(peer);
        if (place is null)
        {
            LastWords.Write(surface, ErrorCode.TooManyConnections, peers.Refusal(peer));
            await surface.FlushAsync(context.RequestAborted);
            await FarewellAsync(socket, surface, reading: null);
            return;
        }
        SurfaceInlet inlet;
        try
        {
            inlet = await conductor.ConnectSurfaceAsync(surface, CancellationToken.None);
        }
        catch (InvalidOperationException full)
        {
            LastWords.Write(surface, ErrorCode.Unavailable, full.Message);
            await surface.FlushAsync(context.RequestAborted);
            await FarewellAsync(socket, surface, reading: null);
            return;
        }
        var reading = ReadAsync(socket, inlet);
        await Task.WhenAny(reading, surface.Closed);
        // A session that was told of garbage says so to its surface and then closes; only a surface that does not read is not waited for.
        if (reading.IsCompleted && await reading)
            await surface.Closed.WaitAsync(Linger, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A session that is over stops the reading first, and closes a moment later.
        if (inlet.IsClosed)
            await surface.Closed;
        if (surface.Closed.IsCompleted)
            await FarewellAsync(socket, surface, reading);
        inlet.Left();
        await surface.Closed;
        socket.Abort();
        await reading;
    }

    // What was said last is read by a surface that reads: its own farewell shows that it was. One that does not is not waited for.
    private async Task FarewellAsync(WebSocket socket, WebSocketSurfaceConnection surface, Task? reading)
    {
        using var patience = new CancellationTokenSource(Linger, time);
        var nothing = new byte[Step];
        try
        {
            await surface.SayLastAsync(patience.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            if (reading is not null)
                await reading.WaitAsync(patience.Token);
            while (socket.State == WebSocketState.CloseSent)
                await socket.ReceiveAsync(nothing.AsMemory(), patience.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone already.
        }
    }

    /// <summary>Hands on what comes, until the surface is gone, the session is over, or what comes is garbage.</summary>
    /// <returns>Whether it was garbage.</returns>
    private static async Task<bool> ReadAsync(WebSocket socket, SurfaceInlet inlet)
    {
        var message = new ArrayBufferWriter<byte>(Step);
        try
        {
            while (!inlet.IsClosed)
            {
                var part = await socket.ReceiveAsync(message.GetMemory(Step), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                    return false;
                message.Advance(part.Count);
                if (part.MessageType != WebSocketMessageType.Text || message.WrittenCount > inlet.MaxFrameBytes)
                {
                    await inlet.GarbledAsync(
                        $"A message is binary, or longer than {inlet.MaxFrameBytes} bytes. The connection is closed.", canGoOn: false, ErrorCode.FrameTooLong);
                    return true;
                }
                if (!part.EndOfMessage)
                    continue;
                await SurfacePayload.SayAsync(new ReadOnlySequence<byte>(message.WrittenMemory), inlet);
                message.ResetWrittenCount();
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The surface is gone the hard way.
        }
        return false;
    }
}
