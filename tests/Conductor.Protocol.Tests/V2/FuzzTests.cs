using System.Buffers;
using System.Text;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.V2;

/// <summary>No input throws, and each gives a message or a fault.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Vocabulary =
    [
        .. ClientMessageCodec.Names, .. ServerMessageCodec.Names, "command_id", "conversation_id", "turn_id", "message_id", "content", "text", "seq", "from",
        "after", "attempt", "turns", "delivery", "Batched", "interval_ms", "credit", "messages", "conversation", "limits", "stage", "end", "code", "Completed",
        "directive", "MoveTo", "position", "Percent", "x", "y", "limit", "cursor", "0199a1b1-0000-7000-8000-000000000000", "older", "models",
    ];

    [Fact]
    public void Random_bytes_are_a_fault() => Rule.Holds(Arbitrary.Bytes, bytes => Read(bytes), cases: 500);

    [Fact]
    public void Damaged_payloads_are_a_message_or_a_fault() => Rule.Holds(
        from client in Arbitrary.AnyOf<ClientMessage>()
        from server in Arbitrary.AnyOf<ServerMessage>()
        from places in Gen.Choose(0, 10_000).ListOf()
        from values in Arbitrary.Bytes
        select (Payloads: new[] { Payload.Of(client), Payload.Of(server) }, places, values),
        input =>
        {
            foreach (var payload in input.Payloads)
            {
                var bytes = Encoding.UTF8.GetBytes(payload);
                foreach (var (place, value) in input.places.Zip(input.values)) bytes[place % bytes.Length] = value;
                Read(bytes);
                Read(bytes[..^1]);
            }
        },
        cases: 1000);

    [Fact]
    public void Any_json_made_of_the_protocol_s_own_words_is_a_message_or_a_fault() => Rule.Holds(
        RandomJson.Of(Vocabulary, depth: 5), json => Read(Encoding.UTF8.GetBytes(json)), cases: 3000);

    private static void Read(byte[] bytes)
    {
        var payload = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(ClientMessageCodec.TryRead(payload, out var client, out var clientFault), clientFault is null);
        Assert.Equal(ServerMessageCodec.TryRead(payload, out var server, out var serverFault), serverFault is null);
        if (!RandomJson.IsJson(bytes)) Assert.True(clientFault is { Kind: WireFaultKind.InvalidJson or WireFaultKind.InvalidText });
        if (client is not null) Assert.Equal(client, Payload.Client(Payload.Of(client)));
        if (server is not null) Assert.Equal(server, Payload.Server(Payload.Of(server)));
    }
}
