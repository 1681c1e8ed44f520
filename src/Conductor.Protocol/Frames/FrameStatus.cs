namespace Conductor.Protocol.Frames;

/// <summary>What the first bytes of a buffer are.</summary>
public enum FrameStatus
{
    /// <summary>Not a whole frame yet: read more bytes and ask again. Nothing was consumed.</summary>
    NeedMore,

    /// <summary>A whole frame whose checksum is right; it was consumed.</summary>
    Frame,

    /// <summary>A length over the limit. Nothing was consumed: the stream cannot be trusted any more and must be closed.</summary>
    TooLong,

    /// <summary>A whole frame whose checksum is wrong; it was consumed, so that the caller may go on, though closing is wiser.</summary>
    BadChecksum,
}
