namespace Conductor.Core.Streams;

/// <summary>What a reader of a log is woken for. Whatever is there is there to be read all the same, and the end wakes everybody.</summary>
public enum WakeFor
{
    /// <summary>Every entry.</summary>
    Everything,

    /// <summary>Entries of the answer, not what is said of its way.</summary>
    Content,

    /// <summary>Nothing but the end, and so much that the writer would soon have to wait.</summary>
    End,
}
