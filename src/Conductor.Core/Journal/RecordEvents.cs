using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>
/// The payload of a record: its events one after the other, each a kind (u8), whether it carries an order (u8), milliseconds since 1970
/// (i64), the epoch (i64), the order's id (16 bytes) where it does, the length of its JSON (u32), and the JSON.
/// </summary>
internal static class RecordEvents
{
    private const int FixedPart = 22;

    /// <summary>Appends one event.</summary>
    public static void Write(ArrayBufferWriter<byte> payload, ConversationEvent happened, long epoch)
    {
        var start = payload.GetSpan(FixedPart + 16);
        start[0] = EventCodec.KindOf(happened);
        start[1] = happened.CommandId is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64LittleEndian(start[2..], happened.At.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(start[10..], epoch);
        var used = 18;
        if (happened.CommandId is { } command)
        {
            command.TryWriteBytes(start[used..], bigEndian: true, out _);
            used += 16;
        }
        used += sizeof(int);
        payload.Advance(used);
        var before = payload.WrittenCount;
        EventCodec.Write(happened, payload);
        // What was written may have moved meanwhile; its length goes in front of it.
        var place = MemoryMarshal.AsMemory(payload.WrittenMemory).Span[(before - sizeof(int))..];
        BinaryPrimitives.WriteInt32LittleEndian(place, payload.WrittenCount - before);
    }

    /// <summary>Reads the events of a valid record. Those of a kind that a later version added are left out.</summary>
    public static List<StoredEvent> Read(ReadOnlySpan<byte> record)
    {
        var header = RecordHeader.Read(record);
        var events = new List<StoredEvent>(header.Count);
        var rest = record[RecordHeader.Size..];
        for (var i = 0; i < header.Count; i++)
        {
            var one = Next(ref rest);
            if (EventCodec.Read(one.Kind, one.Json, one.Command, one.At) is { } happened)
                events.Add(new StoredEvent(header.First + i, one.Epoch, happened));
        }
        return events;
    }

    /// <summary>The orders in a record, with the numbers of their events. Cheaper than reading the events.</summary>
    public static void ReadCommands(ReadOnlySpan<byte> record, Dictionary<Guid, long> into)
    {
        var header = RecordHeader.Read(record);
        var rest = record[RecordHeader.Size..];
        for (var i = 0; i < header.Count; i++)
            if (Next(ref rest).Command is { } command)
                into[command] = header.First + i;
    }

    private static RawEvent Next(ref ReadOnlySpan<byte> rest)
    {
        var (kind, hasCommand) = (rest[0], rest[1] != 0);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(rest[2..]));
        var epoch = BinaryPrimitives.ReadInt64LittleEndian(rest[10..]);
        Guid? command = hasCommand ? new Guid(rest.Slice(18, 16), bigEndian: true) : null;
        var used = hasCommand ? 34 : 18;
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest[used..]);
        var json = rest.Slice(used + sizeof(int), length);
        rest = rest[(used + sizeof(int) + length)..];
        return new RawEvent(kind, command, at, epoch, json);
    }

    private readonly ref struct RawEvent(byte kind, Guid? command, DateTimeOffset at, long epoch, ReadOnlySpan<byte> json)
    {
        public byte Kind { get; } = kind;

        public Guid? Command { get; } = command;

        public DateTimeOffset At { get; } = at;

        public long Epoch { get; } = epoch;

        public ReadOnlySpan<byte> Json { get; } = json;
    }
}
