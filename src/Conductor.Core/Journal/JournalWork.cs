using System.Buffers;
using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>Something that waits for the journal's thread.</summary>
internal abstract class JournalWork
{
    private readonly TaskCompletionSource<AppendOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How it went.</summary>
    public Task<AppendOutcome> Outcome => _outcome.Task;

    public void Complete(AppendOutcome outcome) => _outcome.TrySetResult(outcome);
}

/// <summary>Completes when everything that was handed over before it has been dealt with.</summary>
internal sealed class PassedBy : JournalWork;

/// <summary>A record that is to be written.</summary>
internal abstract class RecordToWrite(Guid conversation, int payload) : JournalWork
{
    public Guid Conversation { get; } = conversation;

    /// <summary>Space for the header, then the payload.</summary>
    public ArrayBufferWriter<byte> Bytes { get; } = NewRecord(payload);

    private static ArrayBufferWriter<byte> NewRecord(int payload)
    {
        var bytes = new ArrayBufferWriter<byte>(RecordHeader.Size + payload);
        bytes.GetSpan(RecordHeader.Size)[..RecordHeader.Size].Clear();
        bytes.Advance(RecordHeader.Size);
        return bytes;
    }
}

/// <summary>Events of one conversation.</summary>
internal sealed class PendingAppend(ActiveConversation owner, long first, int count, ConversationOutline after, int payload) : RecordToWrite(owner.Id, payload)
{
    public ActiveConversation Owner { get; } = owner;

    public long First { get; } = first;

    public int Count { get; } = count;

    /// <summary>What the conversation is once they are durable.</summary>
    public ConversationOutline After { get; } = after;

    /// <summary>It is worthless once its turn has ended.</summary>
    public bool IsCheckpoint { get; init; }
}

/// <summary>The end of a conversation.</summary>
internal sealed class PendingDelete : RecordToWrite
{
    public PendingDelete(Guid conversation, Guid command)
        : base(conversation, 16)
    {
        Command = command;
        command.TryWriteBytes(Bytes.GetSpan(16), bigEndian: true, out _);
        Bytes.Advance(16);
    }

    /// <summary>The order that did it; all zeros for none.</summary>
    public Guid Command { get; }
}
