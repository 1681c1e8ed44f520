using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.Carriers;

/// <summary>
/// One open way between a surface and a conductor, whatever carries it, seen from the surface. One caller at a time may send and one may
/// receive, at the same time; disposing ends both, from any thread.
/// </summary>
/// <remarks>A carrier that is lost throws <see cref="IOException"/>; one that brings what is not the protocol throws <see cref="InvalidDataException"/>.</remarks>
public interface ISurfaceLink : IAsyncDisposable
{
    /// <summary>Sends the first message and waits for its answer. Once, before anything else.</summary>
    /// <exception cref="IOException">The conductor closed instead of answering; its last words are in the message.</exception>
    Task<HandshakeAck> ShakeHandsAsync(Handshake handshake, CancellationToken cancellationToken);

    /// <summary>Sends a message of version 2; completes when the carrier takes more.</summary>
    ValueTask SendAsync(ClientMessage message, CancellationToken cancellationToken);

    /// <summary>The next message of version 2, in the order in which it was sent; null when the conductor has closed the link.</summary>
    /// <remarks>Messages that this side does not know are passed over.</remarks>
    ValueTask<ServerMessage?> ReceiveAsync(CancellationToken cancellationToken);
}

/// <summary>Opens links to one conductor. Safe for concurrent callers.</summary>
public interface ISurfaceDialer
{
    /// <summary>Where to, as a person would write it.</summary>
    string Address { get; }

    /// <summary>Opens one.</summary>
    /// <exception cref="IOException">Nobody is there, or the way is refused; the message names the address.</exception>
    Task<ISurfaceLink> DialAsync(CancellationToken cancellationToken);
}
