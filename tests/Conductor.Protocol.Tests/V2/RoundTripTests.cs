using System.Buffers;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.V2;

public sealed class RoundTripTests
{
    [Fact]
    public void Every_client_message_comes_back_equal() => Rule.Holds(
        Arbitrary.AnyOf<ClientMessage>(), message => Assert.Equal(message, Payload.Client(Payload.Of(message))), cases: 1500);

    [Fact]
    public void Every_server_message_comes_back_equal() => Rule.Holds(
        Arbitrary.AnyOf<ServerMessage>(), message => Assert.Equal(message, Payload.Server(Payload.Of(message))), cases: 1500);

    [Fact]
    public void Every_record_has_a_variant()
    {
        Assert.Equal(Arbitrary.VariantsOf<ClientMessage>().Count(), ClientMessageCodec.Names.Distinct().Count());
        Assert.Equal(Arbitrary.VariantsOf<ServerMessage>().Count(), ServerMessageCodec.Names.Distinct().Count());
    }

    [Fact]
    public void A_frame_in_many_segments_reads_like_one_in_one() => Rule.Holds(
        from message in Arbitrary.AnyOf<ServerMessage>()
        from cuts in Gen.Choose(0, 2000).ListOf()
        select (message, cuts),
        input =>
        {
            var frame = new ArrayBufferWriter<byte>();
            Assert.True(ServerMessageCodec.TryWriteFrame(frame, input.message));
            var buffer = Payload.Split(frame.WrittenSpan.ToArray(), input.cuts);
            Assert.Equal(FrameStatus.Frame, FrameCodec.TryRead(ref buffer, out var payload));
            Assert.True(ServerMessageCodec.TryRead(payload, out var read, out _));
            Assert.Equal(input.message, read);
        });
}
