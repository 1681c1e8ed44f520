using System.Text;
using Conductor.Protocol.Inline;

namespace Conductor.Protocol.Tests.Inline;

/// <summary>What a parser made of an answer: its text, and each command with its place in the text.</summary>
internal sealed class Parsed : IInlineSink
{
    private readonly List<byte> _text = [];

    public List<(int At, InlineCommand Command)> Commands { get; } = [];

    public string Text => Encoding.UTF8.GetString([.. _text]);

    public int Rejected { get; private set; }

    public static Parsed Whole(string answer, int maxCommands = InlineCommandParser.DefaultMaxCommands) =>
        Split(Encoding.UTF8.GetBytes(answer), [], maxCommands);

    public static Parsed Split(byte[] answer, IEnumerable<int> cuts, int maxCommands = InlineCommandParser.DefaultMaxCommands)
    {
        var parsed = new Parsed();
        var parser = new InlineCommandParser(maxCommands);
        foreach (var piece in Payload.Split(answer, cuts)) parser.Feed(piece.Span, ref parsed);
        parser.Finish(ref parsed);
        Assert.Equal(parsed.Commands.Count, parser.Accepted);
        parsed.Rejected = parser.Rejected;
        return parsed;
    }

    void IInlineSink.Text(ReadOnlySpan<byte> utf8) => _text.AddRange(utf8);

    void IInlineSink.Command(InlineCommand command) => Commands.Add((_text.Count, command));
}
