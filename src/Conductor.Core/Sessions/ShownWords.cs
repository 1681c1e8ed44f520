using System.Buffers;
using Conductor.Core.Conversations;
using Conductor.Core.Streams;
using Conductor.Protocol.Inline;

namespace Conductor.Core.Sessions;

/// <summary>
/// What a person sees of one answer's text: its words without the commands in them, and the commands beside them. Both versions of the
/// protocol read answers through this. Owned by one follower.
/// </summary>
internal sealed class ShownWords
{
    private readonly ArrayBufferWriter<byte> _words = new(256);
    private readonly Queue<(int At, InlineCommand Command)> _commands = new();
    private InlineCommandParser _parser = new();

    /// <summary>For an answer. What a program has asked for outside of any conversation is not for a person's eye: nothing is taken out of that.</summary>
    public static ShownWords Of(ShelvedAnswer answer) => new() { IsRaw = answer.MessageId.Length == 0 };

    /// <summary>Nothing is taken out.</summary>
    public bool IsRaw { get; init; }

    /// <summary>A piece is held back that may become a command: the words so far are not all that was taken.</summary>
    public bool IsHolding => _parser.IsHolding;

    /// <summary>The words since they were last cleared: whole characters, UTF-8, unless something is held back.</summary>
    public ReadOnlySpan<byte> Words => _words.WrittenSpan;

    /// <summary>The commands that were found and not fetched yet, in their order, each with its place in the words. At most as many as one answer may have.</summary>
    public Queue<(int At, InlineCommand Command)> Commands => _commands;

    /// <summary>Takes the next piece of the answer's text.</summary>
    public void Take(ReadOnlySpan<byte> utf8)
    {
        if (IsRaw)
        {
            _words.Write(utf8);
            return;
        }
        var sink = new Sink(this);
        _parser.Feed(utf8, ref sink);
    }

    /// <summary>Takes a piece in which nothing is looked for.</summary>
    public void TakeAsItIs(ReadOnlySpan<byte> utf8) => _words.Write(utf8);

    /// <summary>No more text comes just now: what was held back is text.</summary>
    public void Release()
    {
        var sink = new Sink(this);
        _parser.Finish(ref sink);
    }

    /// <summary>The words have been shown.</summary>
    public void Clear() => _words.ResetWrittenCount();

    /// <summary>The answer begins anew: nothing of what was taken counts any more.</summary>
    public void BeginAnew()
    {
        _parser = new InlineCommandParser();
        _commands.Clear();
        Clear();
    }

    /// <summary>Takes what a log holds up to an entry. Words and commands of it are there afterwards.</summary>
    public void Take(ResponseLog log, long to)
    {
        var reader = log.Reread();
        while (reader.Position < to && reader.TryRead(out var entry))
            Take(entry);
        Release();
    }

    /// <summary>Goes on after an entry whose number was told: what is before it has been shown, and the commands in it were obeyed.</summary>
    public void GoOnAfter(ResponseLog log, long to)
    {
        if (IsRaw)
            return;
        var reader = log.Reread();
        while (reader.Position < to && reader.TryRead(out var entry))
        {
            Take(entry);
            Clear();
            _commands.Clear();
        }
        // No number is told while a part is held back; so whatever looks open here was text, and is shown already.
        Release();
        Clear();
    }

    private void Take(in LogEntry entry)
    {
        if (entry.Kind == EntryKind.Restarted)
            BeginAnew();
        else if (entry.Kind == EntryKind.Text)
            Take(entry.Utf8.Span);
        else if (entry.Kind != EntryKind.Extra)
            Release();
    }

    private readonly record struct Sink(ShownWords Owner) : IInlineSink
    {
        public void Text(ReadOnlySpan<byte> utf8) => Owner._words.Write(utf8);

        public void Command(InlineCommand command) => Owner._commands.Enqueue((Owner._words.WrittenCount, command));
    }
}
