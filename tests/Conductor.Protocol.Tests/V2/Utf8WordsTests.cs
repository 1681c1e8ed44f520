using System.Buffers;
using System.Text;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.V2;

public sealed class Utf8WordsTests
{
    private static readonly Guid Turn = Guid.Parse("0199a1b1-0000-7000-8000-000000000000");

    [Fact]
    public void Words_from_bytes_make_the_same_payload_as_from_strings() => Rule.Holds(
        from text in Arbitrary.Text
        from span in Gen.Choose(0, 3)
        select (text, From: span == 0 ? (ulong?)null : (ulong)(10 - span)),
        input =>
        {
            var utf8 = Encoding.UTF8.GetBytes(input.text);
            Assert.Equal(
                Payload.Of(new Text(Turn, 10, input.From, input.text)),
                Payload.Written(output => ServerMessageCodec.TryWriteText(output, Turn, 10, input.From, utf8, framed: false)));
            Assert.Equal(
                Payload.Of(new Thinking(Turn, 10, input.From, input.text)),
                Payload.Written(output => ServerMessageCodec.TryWriteThinking(output, Turn, 10, input.From, utf8, framed: false)));
        });

    [Fact]
    public void Writing_words_from_bytes_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        Assert.True(ServerMessageCodec.TryWriteText(output, Turn, 1, null, " warm"u8, framed: true));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong seq = 2; seq < 100; seq++) ServerMessageCodec.TryWriteText(output, Turn, seq, seq - 1, " token\n"u8, framed: true);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
