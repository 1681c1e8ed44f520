using System.Buffers;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace ConversationLog;

/// <summary>
/// Two tables of a database, in memory: the conversations, and their events as bytes. In a real one each member of <see cref="TableStore"/> is a transaction
/// of one or two statements, and the lock is the row's.
/// </summary>
internal sealed class EventTable
{
    /// <summary>Protects the rows: nobody waits inside.</summary>
    public Lock Gate { get; } = new();

    public Dictionary<Guid, ConversationRow> Conversations { get; } = [];

    /// <summary>A sequence: each process that opens the table has a larger number than those before it.</summary>
    public long Runs { get; set; }

    /// <summary>Another one: no epoch is given out twice, whichever process asks.</summary>
    public long Epochs { get; set; }
}

/// <summary>A row of the first table. The outline is what lists show; a real table has a column for each of its members.</summary>
internal sealed class ConversationRow(Guid id)
{
    public ConversationOutline Outline { get; set; } = new() { Id = id };

    public long Epoch { get; set; }

    public Member? Owner { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>The orders that were accepted, each with its event's number: a unique index over conversation and order.</summary>
    public Dictionary<Guid, long> Orders { get; } = [];

    public List<EventRow> Events { get; } = [];

    /// <summary>Nobody finds it before its first event, or after its last.</summary>
    public bool IsThere => Outline.Head > 0 && !IsDeleted;
}

/// <summary>A row of the second table.</summary>
internal sealed record EventRow(long Number, long Epoch, byte Kind, Guid? Order, DateTimeOffset At, byte[] Json)
{
    public static EventRow Of(ConversationEvent happened, long number, long epoch)
    {
        var json = new ArrayBufferWriter<byte>();
        EventCodec.Write(happened, json);
        return new EventRow(number, epoch, EventCodec.KindOf(happened), happened.CommandId, happened.At, json.WrittenSpan.ToArray());
    }

    /// <summary>The event; null for a kind that a later version has written.</summary>
    public StoredEvent? Read() => EventCodec.Read(Kind, Json, Order, At) is { } happened ? new StoredEvent(Number, Epoch, happened) : null;
}
