using System.Buffers;
using Conductor.Protocol;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Links;

/// <summary>Reads one payload; null for a message that this side passes over.</summary>
internal delegate T? ReadPayload<out T>(in ReadOnlySequence<byte> payload)
    where T : class;

/// <summary>A payload that was read; the message is null when it is passed over.</summary>
internal readonly record struct Read<T>(T? Message)
    where T : class;

/// <summary>Payloads of version 2.</summary>
internal static class Payload
{
    /// <summary>Reads one. A variant that this side does not know is passed over; anything else that is no message breaks the link.</summary>
    public static ServerMessage? Read(in ReadOnlySequence<byte> payload)
    {
        if (ServerMessageCodec.TryRead(payload, out var message, out var fault))
            return message;
        return fault.Kind == WireFaultKind.UnknownVariant ? null : throw new InvalidDataException($"The conductor sent what is not the protocol: {fault.Message}");
    }
}

/// <summary>What a conductor says before the version is settled: version 1's words, and where it turns somebody away those of both.</summary>
internal sealed class FirstWords
{
    private string? _notice;

    /// <summary>Reads one payload; null while it is not the answer to the handshake yet.</summary>
    public HandshakeAck? Read(in ReadOnlySequence<byte> payload)
    {
        if (!ConductorMessageCodec.TryRead(payload, out var message, out var fault))
        {
            if (fault.Kind != WireFaultKind.UnknownVariant)
                throw new InvalidDataException($"This is not a conductor: {fault.Message}");
            if (ServerMessageCodec.TryRead(payload, out var other, out _) && other is Error error)
                throw new ConductorException(error);
            return null;
        }
        if (message is Notify { Level: NotifyLevel.Error } notify)
            _notice = notify.Message;
        return message as HandshakeAck;
    }

    /// <summary>It closed without an answer.</summary>
    public IOException Closed() => new(_notice ?? "The connection was closed before the handshake was answered.");
}
