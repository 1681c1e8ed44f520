using System.Text;

namespace Conductor.Cli.Terminal;

/// <summary>
/// Where a chat is shown: answers on standard output, all else on standard error. On a terminal it styles and keeps a status line; in a
/// pipe, or where NO_COLOR asks for it, it writes nothing but the words. Safe for concurrent callers, each of whose writes stays whole.
/// </summary>
internal sealed class Screen
{
    // Guards the order of bytes on the two streams, which share one terminal.
    private readonly Lock _gate = new();
    private readonly TextWriter _output = Open(Console.OpenStandardOutput());
    private readonly TextWriter _notes = Open(Console.OpenStandardError());
    private TerminalCursor _cursor;
    private bool _hasStatus;
    private bool _hasStatusBelow;

    /// <summary>Somebody types.</summary>
    public bool IsInteractive { get; } = !Console.IsInputRedirected;

    /// <summary>Answers may be styled.</summary>
    public bool StylesOutput { get; } = CanStyle(Console.IsOutputRedirected);

    /// <summary>Notes may be styled.</summary>
    public bool StylesNotes { get; } = CanStyle(Console.IsErrorRedirected);

    /// <summary>Writes a part of an answer.</summary>
    public void Write(string text)
    {
        lock (_gate)
        {
            EraseStatus();
            Send(_output, text);
        }
    }

    /// <summary>Writes a part of what is said besides, without a line end.</summary>
    public void WriteAside(string text)
    {
        lock (_gate)
        {
            EraseStatus();
            Send(_notes, StylesNotes ? $"\e[2m{Plain(text)}\e[22m" : text);
        }
    }

    /// <summary>Says a line besides the answers, dim where that can be.</summary>
    public void Note(string line) => WriteAside(line + "\n");

    /// <summary>Says a line only to somebody who types: a greeting, a confirmation.</summary>
    public void Chat(string line)
    {
        if (IsInteractive)
            Note(line);
    }

    /// <summary>Complains.</summary>
    public void Complain(string sentence)
    {
        lock (_gate)
        {
            EraseStatus();
            Send(_notes, StylesNotes ? $"\e[31mconductor: {Plain(sentence)}\e[39m\n" : $"conductor: {sentence}\n");
        }
    }

    /// <summary>Shows that it is the person's turn.</summary>
    public void Prompt()
    {
        if (!IsInteractive)
            return;
        lock (_gate)
        {
            EraseStatus();
            Send(_notes, StylesNotes ? "\e[1m> \e[22m" : "> ");
        }
    }

    /// <summary>
    /// Says something in a line that is erased when something else comes there: this one, or the one below while an answer is written in this one.
    /// Nothing where it could not be erased.
    /// </summary>
    public void Status(string line)
    {
        if (!StylesNotes || !StylesOutput)
            return;
        lock (_gate)
        {
            var words = Plain(line);
            words = words.Length < Width ? words : words[..(Width - 1)];
            if (_cursor.Column == 0)
                _notes.Write($"\r\e[K\e[2m{words}\e[22m");
            else if (_cursor.Column < Width)
                // Makes sure that there is a line below, and comes back to where the answer goes on, in its style.
                _notes.Write($"\eD\eM\e7\e[B\r\e[0;2m{words}\e[0m\e[K\e8");
            (_hasStatus, _hasStatusBelow) = (_hasStatus || _cursor.Column == 0, _hasStatusBelow || _cursor.Column > 0);
        }
    }

    /// <summary>The person has ended a line.</summary>
    public void Entered()
    {
        lock (_gate)
            _cursor.Return();
    }

    /// <summary>Clears a prompt that nobody has answered, because something else is to be said.</summary>
    public void Interject()
    {
        if (IsInteractive && StylesNotes)
            lock (_gate)
                Send(_notes, "\r\e[K");
    }

    private static int Width => Console.IsErrorRedirected || Console.WindowWidth <= 0 ? 80 : Math.Max(20, Console.WindowWidth);

    private static bool CanStyle(bool redirected) =>
        !redirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    private static string Plain(string text) => text.Any(one => char.IsControl(one) && one is not ('\n' or '\t'))
        ? string.Concat(text.Where(one => !char.IsControl(one) || one is '\n' or '\t'))
        : text;

    // The terminal belongs to the person who started the program; nobody else waits for it.
    private void Send(TextWriter writer, string text)
    {
        // What comes to the line below finds it empty.
        if (StylesNotes && StylesOutput && !_cursor.Move(text, Width) && _hasStatusBelow)
        {
            _hasStatusBelow = false;
            _notes.Write("\e7\e[B\r\e[K\e8");
        }
        writer.Write(text);
    }

    private static StreamWriter Open(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    private void EraseStatus()
    {
        if (!_hasStatus)
            return;
        _hasStatus = false;
        _notes.Write("\r\e[K");
    }
}
