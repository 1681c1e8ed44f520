namespace Conductor.Protocol.Inline;

/// <summary>Takes what an <see cref="InlineCommandParser"/> finds, in order.</summary>
public interface IInlineSink
{
    /// <summary>Text for the reader, UTF-8; valid only during the call. A piece may end inside a character where the input did.</summary>
    void Text(ReadOnlySpan<byte> utf8);

    /// <summary>A command, at its place in the text.</summary>
    void Command(InlineCommand command);
}
