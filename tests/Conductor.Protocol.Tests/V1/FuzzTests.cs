using System.Buffers;
using System.Text;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.V1;

/// <summary>No input throws, and each gives a message or a fault.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Vocabulary =
    [
        .. ConductorMessageCodec.Names, .. SurfaceEventCodec.Names, "event_id", "message_id", "content", "content_type", "role", "User", "Plain", "Code",
        "language", "metadata", "position", "Percent", "x", "y", "gesture", "Peek", "Left", "duration_ms", "capabilities", "surface_type", "Custom", "args",
        "directive", "ShowPanel", "panel", "conversation_id", "state", "Streaming", "seq", "level", "title", "message",
    ];

    [Fact]
    public void Random_bytes_are_a_fault() => Rule.Holds(Arbitrary.Bytes, bytes => ReadBothWays(bytes), cases: 1000);

    [Fact]
    public void Damaged_payloads_are_a_message_or_a_fault() => Rule.Holds(
        from message in Arbitrary.AnyOf<ConductorMessage>()
        from places in Gen.Choose(0, 10_000).ListOf()
        from values in Arbitrary.Bytes
        from keep in Gen.Choose(0, 100)
        select (Payload: Payload.Of(message), places, values, keep),
        input =>
        {
            var bytes = Encoding.UTF8.GetBytes(input.Payload);
            foreach (var (place, value) in input.places.Zip(input.values)) bytes[place % bytes.Length] = value;
            ReadBothWays(bytes[..(bytes.Length * input.keep / 100)]);
            ReadBothWays(bytes);
        },
        cases: 1500);

    [Fact]
    public void Any_json_made_of_the_protocol_s_own_words_is_a_message_or_a_fault() => Rule.Holds(
        RandomJson.Of(Vocabulary, depth: 5), json => ReadBothWays(Encoding.UTF8.GetBytes(json)), cases: 3000);

    private static void ReadBothWays(byte[] bytes)
    {
        var payload = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(ConductorMessageCodec.TryRead(payload, out var message, out var messageFault), messageFault is null);
        Assert.Equal(message is null, messageFault is not null);
        Assert.Equal(SurfaceEventCodec.TryRead(payload, out var @event, out var eventFault), eventFault is null);
        Assert.Equal(@event is null, eventFault is not null);
        if (!RandomJson.IsJson(bytes)) Assert.True(messageFault is { Kind: WireFaultKind.InvalidJson or WireFaultKind.InvalidText });
        if (message is not null) Assert.Equal(message, Payload.Message(Payload.Of(message)));
        if (@event is not null) Assert.Equal(@event, Payload.Event(Payload.Of(@event)));
    }
}
