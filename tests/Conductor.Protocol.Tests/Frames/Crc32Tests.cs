using System.Text;
using Conductor.Protocol.Frames;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.Frames;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Known_texts_have_their_known_checksums(string text, uint checksum) =>
        Assert.Equal(checksum, Crc32.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Every_length_and_every_offset_agrees_with_the_definition()
    {
        var bytes = new byte[400];
        new Random(7).NextBytes(bytes);
        for (var length = 0; length < 300; length++)
        {
            for (var offset = 0; offset < 20; offset++)
            {
                var part = bytes.AsSpan(offset, length);
                Assert.Equal(Definition(part), Crc32.Compute(part));
            }
        }
    }

    [Fact]
    public void The_tables_agree_with_the_instructions()
    {
        var bytes = new byte[100_003];
        new Random(11).NextBytes(bytes);
        Assert.Equal(~Crc32.FeedTables(uint.MaxValue, bytes), Crc32.Compute(bytes));
    }

    [Fact]
    public void Any_division_into_segments_has_the_same_checksum() => Rule.Holds(
        from bytes in Arbitrary.Bytes
        from cuts in Gen.Choose(0, 1000).ListOf()
        select (bytes, cuts),
        input => Assert.Equal(Crc32.Compute(input.bytes), Crc32.Compute(Payload.Split(input.bytes, input.cuts))));

    // Bit by bit: nothing to get wrong.
    private static uint Definition(ReadOnlySpan<byte> bytes)
    {
        var register = uint.MaxValue;
        foreach (var value in bytes)
        {
            register ^= value;
            for (var bit = 0; bit < 8; bit++) register = (register & 1) == 1 ? (register >> 1) ^ 0xEDB88320 : register >> 1;
        }
        return ~register;
    }
}
