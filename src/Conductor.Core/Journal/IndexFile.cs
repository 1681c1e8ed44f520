using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>
/// The index on disk, so that an opening reads it and what was written after it, and not every byte. Written whole beside the old one
/// and put in its place; a damaged one is ignored, for everything in it can be found again in the segments.
/// </summary>
internal static class IndexFile
{
    public const string Name = "index";
    private const string Beside = "index.new";
    // 2: has the first words that were said. One of another version is made anew from the segments.
    private const uint Version = 2;

    /// <summary>Puts an index in the place of the one on the disk.</summary>
    public static void Save(IJournalDisk disk, ReadOnlySpan<byte> bytes)
    {
        using (var file = disk.Open(Beside))
        {
            file.SetLength(0);
            file.Write(bytes, 0);
            file.Sync();
        }
        disk.Rename(Beside, Name);
        disk.Sync();
    }

    /// <summary>Reads it into an empty index whose segments are there.</summary>
    /// <returns>Up to where it knows the journal, and the run that wrote it; nowhere when there is none or it is damaged.</returns>
    public static (RecordPlace UpTo, long Run) Load(IJournalDisk disk, JournalIndex index)
    {
        if (!disk.List().Contains(Name))
            return default;
        using var file = disk.Open(Name);
        var bytes = new byte[file.Length];
        if (file.Read(bytes, 0) < bytes.Length || bytes.Length < 40 || !bytes.AsSpan().StartsWith("CONDINDX"u8))
            return default;
        var body = bytes.AsSpan(..^4);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^4..)) != Crc32C.Compute(body) || BinaryPrimitives.ReadUInt32LittleEndian(body[8..]) != Version)
            return default;
        return Read(body[12..], index);
    }

    /// <summary>The index as it stands when the journal is durable up to a place.</summary>
    public static ReadOnlyMemory<byte> ToBytes(JournalIndex index, RecordPlace upTo, long run)
    {
        var output = new ArrayBufferWriter<byte>(256 + (128 * index.Conversations.Count));
        output.Write("CONDINDX"u8);
        output.UInt32(Version);
        output.Place(upTo);
        output.Int64(run);
        output.UInt32((uint)index.Segments.Count);
        foreach (var segment in index.Segments.Values)
        {
            output.UInt32(segment.Id);
            output.Int64(segment.Dead);
        }
        output.UInt32((uint)index.Deleted.Count());
        foreach (var (conversation, command) in index.Deleted)
        {
            output.Id(conversation);
            output.Id(command);
        }
        output.UInt32((uint)index.Conversations.Count);
        foreach (var entry in index.Conversations.Values)
            Write(output, entry);
        output.UInt32(Crc32C.Compute(output.WrittenSpan));
        return output.WrittenMemory;
    }

    private static void Write(ArrayBufferWriter<byte> output, IndexEntry entry)
    {
        var outline = entry.Outline;
        output.Id(outline.Id);
        output.Place(entry.Last);
        output.Int64(outline.CreatedAt.ToUnixTimeMilliseconds());
        output.Int64(outline.UpdatedAt.ToUnixTimeMilliseconds());
        output.Int64(outline.Head);
        output.Int64(outline.News);
        output.UInt32((uint)outline.Messages);
        output.UInt32((uint)outline.OpenTurns);
        output.Text(outline.Title);
        output.Text(outline.Model);
        output.UInt32((uint)outline.OpeningAt);
        output.Text(outline.Opening);
    }

    private static (RecordPlace UpTo, long Run) Read(ReadOnlySpan<byte> rest, JournalIndex index)
    {
        var (upTo, run) = (rest.Place(), rest.Int64());
        for (var count = rest.UInt32(); count > 0; count--)
        {
            var (id, dead) = (rest.UInt32(), rest.Int64());
            if (index.Segments.TryGetValue(id, out var segment))
                segment.Dead = dead;
        }
        for (var count = rest.UInt32(); count > 0; count--)
            index.Delete(rest.Id(), rest.Id());
        var conversations = (int)rest.UInt32();
        index.Conversations.EnsureCapacity(conversations);
        for (var count = conversations; count > 0; count--)
        {
            var entry = ReadEntry(ref rest);
            index.Conversations[entry.Outline.Id] = entry;
        }
        return (upTo, run);
    }

    private static IndexEntry ReadEntry(ref ReadOnlySpan<byte> rest)
    {
        var (id, last) = (rest.Id(), rest.Place());
        return new IndexEntry(new ConversationOutline
        {
            Id = id,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rest.Int64()),
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rest.Int64()),
            Head = rest.Int64(),
            News = rest.Int64(),
            Messages = (int)rest.UInt32(),
            OpenTurns = (int)rest.UInt32(),
            Title = rest.Text(),
            Model = rest.Text(),
            OpeningAt = (int)rest.UInt32(),
            Opening = rest.Text(),
        })
        { Last = last };
    }

    private static void UInt32(this ArrayBufferWriter<byte> output, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    private static void Int64(this ArrayBufferWriter<byte> output, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    private static void Id(this ArrayBufferWriter<byte> output, Guid value)
    {
        value.TryWriteBytes(output.GetSpan(16), bigEndian: true, out _);
        output.Advance(16);
    }

    private static void Place(this ArrayBufferWriter<byte> output, RecordPlace place)
    {
        output.UInt32(place.Segment);
        output.UInt32(place.Offset);
    }

    // A length of zero is null: no title and an empty title are the same to everybody.
    private static void Text(this ArrayBufferWriter<byte> output, string? text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text ?? "");
        output.UInt32((uint)bytes);
        output.Advance(Encoding.UTF8.GetBytes(text ?? "", output.GetSpan(bytes)));
    }

    private static uint UInt32(this ref ReadOnlySpan<byte> rest)
    {
        var value = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        rest = rest[4..];
        return value;
    }

    private static long Int64(this ref ReadOnlySpan<byte> rest)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(rest);
        rest = rest[8..];
        return value;
    }

    private static Guid Id(this ref ReadOnlySpan<byte> rest)
    {
        var value = new Guid(rest[..16], bigEndian: true);
        rest = rest[16..];
        return value;
    }

    private static RecordPlace Place(this ref ReadOnlySpan<byte> rest) => new(rest.UInt32(), rest.UInt32());

    private static string? Text(this ref ReadOnlySpan<byte> rest)
    {
        var length = (int)rest.UInt32();
        var text = length == 0 ? null : Encoding.UTF8.GetString(rest[..length]);
        rest = rest[length..];
        return text;
    }
}
