using System.Text;

namespace Conductor.Cli.Terminal;

/// <summary>
/// Styles Markdown for a terminal as it comes, piece by piece: bold, italic, code, headings, lists, quotes and fences. Nothing that was
/// written is ever drawn anew, so it works at any width and in any pane; a mark is held back only until it is clear what it means.
/// </summary>
internal sealed class MarkdownStyler
{
    private const string Reset = "\e[0m";
    private const int LongestMark = 12;

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _held = new();
    private bool _lineStart = true;
    private bool _bold;
    private bool _italic;
    private bool _code;
    private bool _fence;
    private bool _heading;
    private char _last = '\n';

    /// <summary>Takes a piece of an answer, and returns what to write now.</summary>
    public string Style(string piece)
    {
        _output.Clear();
        // A model does not get to say escape codes to the terminal of whoever asked it.
        foreach (var letter in piece.Where(one => one is '\n' or '\t' || !char.IsControl(one)))
            Take(letter);
        return _output.ToString();
    }

    /// <summary>The answer is over: returns what was held back, and leaves the terminal as it was.</summary>
    public string End()
    {
        _output.Clear();
        Release();
        (_bold, _italic, _code, _fence, _heading, _lineStart, _last) = (false, false, false, false, false, true, '\n');
        return _output.Append(Reset).ToString();
    }

    private void Take(char letter)
    {
        if (letter == '\n')
            EndLine();
        else if (_lineStart)
            BeginLine(letter);
        else
            TakeInline(letter);
    }

    private void EndLine()
    {
        if (_lineStart && _held.ToString().TrimStart() is ['`', '`', '`', ..])
        {
            _fence = !_fence;
            _output.Append("\e[2m").Append(_held).Append(Reset);
            _held.Clear();
        }
        else
            Release();
        if (_heading || _bold || _italic || _code)
            _output.Append(Reset);
        // A mark without its partner ends with its line: one lost star does not make the rest of an answer bold.
        (_heading, _bold, _italic, _code, _lineStart, _last) = (false, false, false, false, true, '\n');
        _output.Append('\n');
    }

    // Holds the beginning of a line until it is clear whether it is a heading, a list, a quote or a fence.
    private void BeginLine(char letter)
    {
        _held.Append(letter);
        var start = _held.ToString().TrimStart(' ');
        if (start.Length == 0 && _held.Length < LongestMark)
            return;
        if ("```".StartsWith(start, StringComparison.Ordinal) || start.StartsWith("```", StringComparison.Ordinal))
        {
            if (_held.Length < 80)
                return;
        }
        else if (!_fence && start.Length <= 6 && start.All(one => one == '#'))
            return;
        else if (!_fence && start is "-" or "*" or "+" or ">")
            return;
        BeginText(start);
    }

    private void BeginText(string start)
    {
        _lineStart = false;
        var held = _held.ToString();
        _held.Clear();
        if (_fence)
        {
            _output.Append("\e[36m").Append(held);
            return;
        }
        var indent = held[..(held.Length - start.Length)];
        var marks = start.TakeWhile(one => one == '#').Count();
        if (marks is >= 1 and <= 6 && start.Length > marks && start[marks] == ' ')
        {
            _heading = true;
            _output.Append("\e[1;4m").Append(start[(marks + 1)..]);
        }
        else if (start is ['-' or '*' or '+', ' ', ..])
            _output.Append(indent).Append("• ").Append(start[2..]);
        else if (start is ['>', ' ', ..])
            _output.Append(indent).Append("\e[2m│\e[22m ").Append(start[2..]);
        else
        {
            _output.Append(indent);
            foreach (var letter in start)
                TakeInline(letter);
        }
        _last = ' ';
    }

    private void TakeInline(char letter)
    {
        if (_fence)
            _output.Append(letter);
        else if (_code)
        {
            if (letter == '`')
                Toggle(ref _code, "\e[36m", "\e[39m");
            else
                _output.Append(letter);
        }
        else if (letter is '*')
            _held.Append(letter);
        else
        {
            if (_held.Length > 0)
                ReleaseStars(letter);
            if (letter == '`')
                Toggle(ref _code, "\e[36m", "\e[39m");
            else
                _output.Append(letter);
        }
        if (letter != '*')
            _last = letter;
    }

    private void ReleaseStars(char next)
    {
        var stars = _held.Length;
        _held.Clear();
        var opens = !char.IsWhiteSpace(next);
        var closes = !char.IsWhiteSpace(_last);
        if (stars is 2 or 3 && (_bold ? closes : opens))
            Toggle(ref _bold, "\e[1m", "\e[22m");
        else if (stars is 2 or > 3)
            _output.Append('*', stars);
        if (stars is 1 or 3 && (_italic ? closes : opens))
            Toggle(ref _italic, "\e[3m", "\e[23m");
        else if (stars == 1)
            _output.Append('*');
    }

    private void Release()
    {
        if (_held.Length == 0)
            return;
        if (!_lineStart && _held.ToString().All(one => one == '*'))
            ReleaseStars('\n');
        else
            _output.Append(_held);
        _held.Clear();
    }

    private void Toggle(ref bool style, string on, string off)
    {
        style = !style;
        _output.Append(style ? on : off);
    }
}
