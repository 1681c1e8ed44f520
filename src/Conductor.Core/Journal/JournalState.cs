namespace Conductor.Core.Journal;

/// <summary>What the journal's thread and its callers share.</summary>
internal sealed class JournalState
{
    /// <summary>Protects all that stands here: callers look and hand over, the journal's thread takes; nobody waits for a disk inside.</summary>
    public Lock Gate { get; } = new();

    public JournalIndex Index { get; } = new();

    /// <summary>The conversations that are claimed.</summary>
    public Dictionary<Guid, ActiveConversation> Active { get; } = [];

    /// <summary>What waits for the journal's thread, in order.</summary>
    public List<JournalWork> Waiting { get; set; } = [];

    /// <summary>Bytes of the records among it.</summary>
    public long WaitingBytes { get; set; }

    /// <summary>Why the disk takes nothing at the moment; null while it does.</summary>
    public string? Fault { get; set; }

    /// <summary>The journal is being closed and takes nothing more.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Where a conversation's last record is; nowhere for one that is not there.</summary>
    public RecordPlace LastOf(Guid conversation)
    {
        lock (Gate)
            return Index.Conversations.GetValueOrDefault(conversation)?.Last ?? default;
    }
}
