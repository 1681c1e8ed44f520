using System.Buffers;
using System.Text;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.Tests;

/// <summary>Payloads as bytes and as text.</summary>
internal static class Payload
{
    public static ReadOnlySequence<byte> Of(string json) => new(Encoding.UTF8.GetBytes(json));

    public static string Of(ConductorMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(ConductorMessageCodec.TryWrite(output, message));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Of(SurfaceEvent @event)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(SurfaceEventCodec.TryWrite(output, @event));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

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
