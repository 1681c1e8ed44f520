namespace Conductor.Core.Journal;

/// <summary>What a record of the journal holds. The numbers are on disk and never change.</summary>
internal enum RecordKind : byte
{
    /// <summary>Events of one conversation, as one append.</summary>
    Events = 1,

    /// <summary>A part of a conversation that was written anew, more follow: it counts only once the last part is there.</summary>
    Part = 2,

    /// <summary>The last part: from here on the conversation is these parts, and what was there before is garbage.</summary>
    LastPart = 3,

    /// <summary>A conversation was deleted; its last record is the one before.</summary>
    Deleted = 4,

    /// <summary>A record of a deleted conversation, with its words taken out.</summary>
    Erased = 5,
}
