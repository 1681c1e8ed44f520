using System.Buffers;
using System.Text;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.Tests;

/// <summary>Payloads as bytes and as text.</summary>
internal static class Payload
{
    public static ReadOnlySequence<byte> Of(string json) => new(Encoding.UTF8.GetBytes(json));

    public static string Of(ConductorMessage message) => Written(output => ConductorMessageCodec.TryWrite(output, message));

    public static string Of(SurfaceEvent @event) => Written(output => SurfaceEventCodec.TryWrite(output, @event));

    public static string Of(ClientMessage message) => Written(output => ClientMessageCodec.TryWrite(output, message));

    public static string Of(ServerMessage message) => Written(output => ServerMessageCodec.TryWrite(output, message));

    public static ConductorMessage Message(string json)
    {
        Assert.True(ConductorMessageCodec.TryRead(Of(json), out var message, out var fault), fault?.Message);
        return message;
    }

    public static SurfaceEvent Event(string json)
    {
        Assert.True(SurfaceEventCodec.TryRead(Of(json), out var @event, out var fault), fault?.Message);
        return @event;
    }

    public static ClientMessage Client(string json)
    {
        Assert.True(ClientMessageCodec.TryRead(Of(json), out var message, out var fault), fault?.Message);
        return message;
    }

    public static ServerMessage Server(string json)
    {
        Assert.True(ServerMessageCodec.TryRead(Of(json), out var message, out var fault), fault?.Message);
        return message;
    }

    public static WireFault MessageFault(string json)
    {
        Assert.False(ConductorMessageCodec.TryRead(Of(json), out _, out var fault));
        return fault;
    }

    public static WireFault EventFault(string json)
    {
        Assert.False(SurfaceEventCodec.TryRead(Of(json), out _, out var fault));
        return fault;
    }

    public static string Written(Func<ArrayBufferWriter<byte>, bool> write)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(write(output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The same bytes in segments that end at the given places.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, IEnumerable<int> cuts)
    {
        var places = cuts.Select(cut => bytes.Length == 0 ? 0 : cut % bytes.Length).Append(0).Append(bytes.Length).Distinct().Order().ToArray();
        var first = new Segment(default, 0);
        var last = first;
        foreach (var (from, to) in places.Zip(places.Skip(1))) last = last.Append(bytes.AsMemory(from..to));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
