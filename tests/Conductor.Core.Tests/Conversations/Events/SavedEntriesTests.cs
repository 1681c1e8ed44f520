using System.Buffers;
using System.Text;
using Conductor.Core.Conversations.Events;

namespace Conductor.Core.Tests.Conversations.Events;

/// <summary>Checkpoints are written without making strings of tokens, and say the same as if they had been.</summary>
public sealed class SavedEntriesTests
{
    [Fact]
    public void Entries_come_back_as_they_were_whatever_they_say()
    {
        string[] says = ["", " word", "\"quoted\" \\ \n\t\u0001", "Så er det", "天気 👩‍👩‍👧", "</script>\u2028"];
        using var builder = new SavedEntries.Builder();
        for (var round = 0; round < 3; round++)
        {
            foreach (var one in says)
                builder.Add((byte)'t', Encoding.UTF8.GetBytes(one));
            builder.Add((byte)'r', default);

            var saved = Again(new EntriesSaved(Guid.Empty, 5, builder.Take()));

            Assert.Equal([.. says.Select(one => "t" + one), "r"], saved.Entries);
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_do_not_spoil_the_rest()
    {
        using var builder = new SavedEntries.Builder();
        builder.Add((byte)'t', [0x61, 0xff, 0x62]);
        builder.Add((byte)'t', "after"u8);

        Assert.Equal(["ta\ufffdb", "tafter"], Again(new EntriesSaved(Guid.Empty, 1, builder.Take())).Entries);
    }

    [Fact]
    public void Strings_are_written_in_the_same_bytes()
    {
        using var builder = new SavedEntries.Builder();
        builder.Add((byte)'t', Encoding.UTF8.GetBytes("Så \"er\""));

        Assert.Equal(Bytes(new EntriesSaved(Guid.Empty, 1, ["tSå \"er\""])), Bytes(new EntriesSaved(Guid.Empty, 1, builder.Take())));
    }

    private static EntriesSaved Again(EntriesSaved saved) =>
        Assert.IsType<EntriesSaved>(EventCodec.Read(EventCodec.KindOf(saved), Bytes(saved), null, default));

    private static byte[] Bytes(EntriesSaved saved)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EventCodec.Write(saved, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
