using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>
/// The way to one surface, whatever carries it: writes are buffered until <see cref="FlushAsync"/>. For one caller at a time (the
/// surface's outlet), but for <see cref="Close"/>, which is safe from any thread.
/// </summary>
public interface ISurfaceConnection
{
    /// <summary>Its name, unique in this process.</summary>
    string Id { get; }

    /// <summary>Who is at the other end, as far as the carrier knows: the caller for fairness and accounts.</summary>
    string Peer { get; }

    /// <summary>Decides whether the surface may come in, by the token of its handshake. Asked once, before anything is served.</summary>
    /// <param name="token">The token; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Who it is; null for a stranger. A carrier that knows its surfaces by other means lets them all in.</returns>
    ValueTask<SurfaceVisitor?> AdmitAsync(string? token, CancellationToken cancellationToken) => ValueTask.FromResult<SurfaceVisitor?>(new SurfaceVisitor(Peer));

    /// <summary>Buffers a message.</summary>
    /// <returns>False when it is longer than the carrier takes; nothing was buffered then.</returns>
    bool Write(ConductorMessage message);

    /// <summary>Buffers a <c>Token</c> straight from the log's bytes.</summary>
    /// <param name="messageId">The answer's name, UTF-8.</param>
    /// <param name="text">The text, UTF-8, whole characters.</param>
    void WriteToken(ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> text);

    /// <summary>Sends what is buffered; completes when the carrier takes more. This is where a slow surface holds its outlet.</summary>
    /// <returns>False when the surface is gone.</returns>
    ValueTask<bool> FlushAsync(CancellationToken cancellationToken);

    /// <summary>Ends the connection. What was flushed still goes out.</summary>
    void Close();
}
