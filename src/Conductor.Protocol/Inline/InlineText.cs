using System.Buffers;
using System.Text;

namespace Conductor.Protocol.Inline;

/// <summary>What a reader sees of a text that may hold commands. Holds no state; safe for concurrent callers.</summary>
public static class InlineText
{
    /// <summary>The text without its commands, as an <see cref="InlineCommandParser"/> leaves it.</summary>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains("[yolla:", StringComparison.Ordinal))
            return text;
        var sink = new TextSink(new ArrayBufferWriter<byte>(text.Length));
        var parser = new InlineCommandParser();
        parser.Feed(Encoding.UTF8.GetBytes(text), ref sink);
        parser.Finish(ref sink);
        return Encoding.UTF8.GetString(sink.Words.WrittenSpan);
    }

    private readonly record struct TextSink(ArrayBufferWriter<byte> Words) : IInlineSink
    {
        public void Text(ReadOnlySpan<byte> utf8) => Words.Write(utf8);

        public void Command(InlineCommand command)
        {
            // Not for the eye.
        }
    }
}
