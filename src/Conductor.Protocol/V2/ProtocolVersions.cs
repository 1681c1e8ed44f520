using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V2;

/// <summary>Which version a connection speaks. Both begin with version 1's <see cref="Handshake"/>, whatever comes after.</summary>
public static class ProtocolVersions
{
    /// <summary>The oldest version that is spoken here.</summary>
    public const uint Oldest = 1;

    /// <summary>The newest version that is spoken here.</summary>
    public const uint Newest = 2;

    /// <summary>The newest version that both sides speak; null when there is none, and the handshake is to be refused.</summary>
    /// <remarks>
    /// A surface names the newest version it speaks, and the oldest if it speaks several. One that names only a version speaks only that.
    /// </remarks>
    public static uint? Choose(Handshake offer)
    {
        var newest = Math.Min(offer.ProtocolVersion, Newest);
        var oldest = Math.Max(offer.MinProtocolVersion ?? offer.ProtocolVersion, Oldest);
        return newest >= oldest ? newest : null;
    }
}
