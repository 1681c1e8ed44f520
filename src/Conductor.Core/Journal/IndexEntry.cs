using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>What the journal keeps in memory of a conversation that is on disk: what a list shows of it, and where its records begin.</summary>
internal sealed class IndexEntry(ConversationOutline outline)
{
    /// <summary>What is durable of it.</summary>
    public ConversationOutline Outline { get; set; } = outline;

    /// <summary>Its last record; each one says where the one before it is.</summary>
    public RecordPlace Last { get; set; }

    /// <summary>Checkpoints of turns that are open: garbage as soon as none is.</summary>
    public List<(RecordPlace Place, int Length)>? Checkpoints { get; set; }
}
