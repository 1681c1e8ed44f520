using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Conductor.Protocol.Frames;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.Frames;

public sealed class FrameCodecTests
{
    [Fact]
    public void A_frame_is_length_then_checksum_then_payload()
    {
        var frame = Frame("""{"Pong":{"seq":12}}"""u8.ToArray());
        Assert.Equal([0, 0, 0, 0x13], frame[..4]);
        Assert.Equal(Crc32.Compute("""{"Pong":{"seq":12}}"""u8), BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)));
        Assert.Equal("""{"Pong":{"seq":12}}""", Encoding.UTF8.GetString(frame, 8, 19));
    }

    [Fact]
    public void Frames_come_out_whole_however_the_bytes_are_split_or_merged() => Rule.Holds(
        from payloads in Arbitrary.Bytes.ListOf()
        from cuts in Gen.Choose(0, 5000).ListOf()
        select (payloads, cuts),
        input =>
        {
            var buffer = Payload.Split([.. input.payloads.SelectMany(Frame)], input.cuts);
            foreach (var payload in input.payloads)
            {
                Assert.Equal(FrameStatus.Frame, FrameCodec.TryRead(ref buffer, out var read));
                Assert.Equal(payload, read.ToArray());
            }
            Assert.True(buffer.IsEmpty);
            Assert.Equal(FrameStatus.NeedMore, FrameCodec.TryRead(ref buffer, out _));
        });

    [Fact]
    public void Every_beginning_of_a_frame_needs_more_and_consumes_nothing()
    {
        var frame = Frame("a payload"u8.ToArray());
        for (var length = 0; length < frame.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(frame, 0, length);
            Assert.Equal(FrameStatus.NeedMore, FrameCodec.TryRead(ref buffer, out var payload));
            Assert.Equal(length, buffer.Length);
            Assert.True(payload.IsEmpty);
        }
    }

    [Fact]
    public async Task Bytes_that_trickle_through_a_pipe_one_at_a_time_make_the_same_frames()
    {
        var stop = TestContext.Current.CancellationToken;
        var pipe = new Pipe();
        byte[] sent = [.. Frame("one"u8.ToArray()), .. Frame([]), .. Frame("three"u8.ToArray())];
        List<string> received = [];
        foreach (var value in sent)
        {
            await pipe.Writer.WriteAsync(new[] { value }, stop);
            var result = await pipe.Reader.ReadAsync(stop);
            var buffer = result.Buffer;
            while (FrameCodec.TryRead(ref buffer, out var payload) == FrameStatus.Frame) received.Add(Encoding.UTF8.GetString(payload));
            pipe.Reader.AdvanceTo(buffer.Start, buffer.End);
        }
        Assert.Equal(["one", "", "three"], received);
    }

    [Theory]
    [InlineData(0x00A0_0001u, FrameCodec.DefaultMaxPayload)]
    [InlineData(0xFFFF_FFFFu, FrameCodec.DefaultMaxPayload)]
    [InlineData(0x4745_5420u, FrameCodec.DefaultMaxPayload)] // "GET "
    [InlineData(101u, 100)]
    public void A_length_over_the_limit_is_known_from_its_four_bytes(uint length, int limit)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, length);
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(FrameStatus.TooLong, FrameCodec.TryRead(ref buffer, out _, limit));
        Assert.Equal(4, buffer.Length);
    }

    [Fact]
    public void A_payload_of_exactly_the_limit_passes()
    {
        var buffer = new ReadOnlySequence<byte>(Frame(new byte[100]));
        Assert.Equal(FrameStatus.Frame, FrameCodec.TryRead(ref buffer, out var payload, maxPayload: 100));
        Assert.Equal(100, payload.Length);
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_checksum_or_payload_is_found_and_the_next_frame_is_not_lost()
    {
        byte[] good = [.. Frame("first"u8.ToArray()), .. Frame("second"u8.ToArray())];
        for (var bit = 32; bit < (8 + 5) * 8; bit++)
        {
            var bytes = good.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var buffer = new ReadOnlySequence<byte>(bytes);
            Assert.Equal(FrameStatus.BadChecksum, FrameCodec.TryRead(ref buffer, out var nothing));
            Assert.True(nothing.IsEmpty);
            Assert.Equal(FrameStatus.Frame, FrameCodec.TryRead(ref buffer, out var second));
            Assert.Equal("second", Encoding.UTF8.GetString(second));
        }
    }

    [Fact]
    public void Random_bytes_and_damaged_frames_always_make_progress_or_stop() => Rule.Holds(
        from payloads in Arbitrary.Bytes.ListOf()
        from noise in Arbitrary.Bytes
        from at in Gen.Choose(0, 10_000)
        from limit in Gen.Elements(0, 16, 1000, FrameCodec.DefaultMaxPayload)
        select (payloads, noise, at, limit),
        input =>
        {
            var bytes = input.payloads.SelectMany(Frame).ToArray();
            for (var i = 0; i < input.noise.Length && bytes.Length > 0; i++) bytes[(input.at + (i * 7)) % bytes.Length] ^= input.noise[i];
            var buffer = new ReadOnlySequence<byte>([.. bytes, .. input.noise]);
            while (true)
            {
                var before = buffer.Length;
                var status = FrameCodec.TryRead(ref buffer, out var payload, input.limit);
                Assert.True(payload.Length <= input.limit);
                if (status is FrameStatus.NeedMore or FrameStatus.TooLong)
                {
                    Assert.Equal(before, buffer.Length);
                    break;
                }
                Assert.True(before - buffer.Length >= FrameCodec.HeaderLength);
            }
        });

    private static byte[] Frame(byte[] payload)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Write(output, payload);
        return output.WrittenSpan.ToArray();
    }
}
