using Conductor.Protocol.Json;

namespace Conductor.Protocol.V1.Codec;

/// <summary>A token that was never a string: the hot path of version 1.</summary>
internal readonly ref struct Utf8Token(ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _messageId = messageId;
    private readonly ReadOnlySpan<byte> _text = text;

    public static void Write(ref WireWriter writer, Utf8Token token)
    {
        writer.Raw("{\"Token\":{\"message_id\":"u8);
        writer.Text(token._messageId);
        writer.Raw(",\"text\":"u8);
        writer.Text(token._text);
        writer.Raw("}}"u8);
    }
}
