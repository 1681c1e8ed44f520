using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>A way to a surface that can carry version 2 as well. For the same one caller at a time as <see cref="ISurfaceConnection"/>.</summary>
public interface IEntryConnection : ISurfaceConnection
{
    /// <summary>Buffers a message.</summary>
    /// <returns>False when it is longer than the carrier takes; nothing was buffered then.</returns>
    bool Write(ServerMessage message);

    /// <summary>Takes the last message, after which nothing is flushed any more: the carrier sends it, if the surface reads, before it closes.</summary>
    void WriteLast(ServerMessage message) => Write(message);

    /// <summary>Buffers a part of an answer straight from the log's bytes.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="seq">The number of its last entry.</param>
    /// <param name="from">The number of its first entry; null for one.</param>
    /// <param name="utf8">The text, whole characters.</param>
    /// <param name="isThinking">It is reasoning, not answer.</param>
    void WriteWords(Guid turn, ulong seq, ulong? from, ReadOnlySpan<byte> utf8, bool isThinking);
}
