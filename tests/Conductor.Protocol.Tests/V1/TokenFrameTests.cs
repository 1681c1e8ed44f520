using System.Buffers;
using System.Text;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.V1;

public sealed class TokenFrameTests
{
    [Fact]
    public void A_token_from_bytes_makes_the_same_frame_as_one_from_strings() => Rule.Holds(
        from id in Arbitrary.Text
        from text in Arbitrary.Text
        select (id, text),
        input => Assert.Equal(FromStrings(input.id, input.text), FromBytes(Encoding.UTF8.GetBytes(input.id), Encoding.UTF8.GetBytes(input.text))));

    [Fact]
    public void A_token_of_any_length_is_written_whole()
    {
        foreach (var length in new[] { 0, 460, 470, 500, 512, 5000, 100_000 })
        {
            var text = new string('"', length);
            Assert.Equal(FromStrings("msg_1", text), FromBytes("msg_1"u8.ToArray(), Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void Bytes_that_are_no_character_become_the_replacement_character() =>
        Assert.Equal(FromStrings("msg_1", "a\ufffdb"), FromBytes("msg_1"u8.ToArray(), [(byte)'a', 0xC3, (byte)'b']));

    [Fact]
    public void Writing_a_token_from_bytes_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        Assert.True(ConductorMessageCodec.TryWriteTokenFrame(output, "msg_1"u8, " warm"u8));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) ConductorMessageCodec.TryWriteTokenFrame(output, "msg_1"u8, " token\n"u8);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] FromStrings(string id, string text)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(ConductorMessageCodec.TryWriteFrame(output, new Token(id, text)));
        return output.WrittenSpan.ToArray();
    }

    private static byte[] FromBytes(byte[] id, byte[] text)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(ConductorMessageCodec.TryWriteTokenFrame(output, id, text));
        return output.WrittenSpan.ToArray();
    }
}
