using Conductor.Protocol.Json;

namespace Conductor.Protocol.V2.Codec;

/// <summary>Text or reasoning that was never a string: the hot path of version 2.</summary>
internal readonly ref struct Utf8Words(Guid turnId, ulong seq, ulong? from, ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    private Guid TurnId { get; } = turnId;

    private ulong Seq { get; } = seq;

    private ulong? From { get; } = from;

    public static void WriteText(ref WireWriter writer, Utf8Words words) => Write(ref writer, "Text"u8, words);

    public static void WriteThinking(ref WireWriter writer, Utf8Words words) => Write(ref writer, "Thinking"u8, words);

    private static void Write(ref WireWriter writer, ReadOnlySpan<byte> variant, Utf8Words words)
    {
        writer.OpenVariant(variant);
        writer.Entry(words.TurnId, words.Seq, words.From);
        writer.Name("text"u8);
        writer.Text(words._text);
        writer.CloseVariant();
    }
}
