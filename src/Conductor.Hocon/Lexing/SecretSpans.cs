using System.Buffers;

namespace Conductor.Hocon.Lexing;

/// <summary>
/// Finds the values of secret keys in a text, so that a line of it can be shown without them. It must work where the parser gave up, so it knows
/// only what it needs of the language: quotes, comments, separators and braces. In doubt it finds more than there is.
/// </summary>
internal sealed class SecretSpans
{
    private const string Authority = "://";

    private static readonly SearchValues<char> BehindAuthority = SearchValues.Create("/\"?# \t\r\n");

    private readonly string _text;
    private readonly Func<string, bool> _isSecret;
    private readonly bool[] _hidden;
    // One for each open brace or bracket: all that is inside belongs to a secret key.
    private readonly Stack<bool> _inside = new();
    private int _keyStart;
    private bool _inValue;
    private bool _isHidden;

    private SecretSpans(string text, Func<string, bool> isSecret) => (_text, _isSecret, _hidden) = (text, isSecret, new bool[text.Length]);

    /// <summary>For each character whether it is part of a secret; quotes and braces are not. In an object that is secret the names are too, and so is a name with a password in a URL.</summary>
    /// <param name="text">The text, right or wrong.</param>
    /// <param name="isSecret">Whether the value of a key is a secret, by the last element of its path.</param>
    public static bool[] Find(string text, Func<string, bool> isSecret)
    {
        var spans = new SecretSpans(text, isSecret);
        for (var at = 0; at < text.Length;)
            at = spans.Step(at);
        for (var at = text.IndexOf(Authority, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Authority, at + 1, StringComparison.Ordinal))
            spans.HidePassword(at + Authority.Length);
        return spans._hidden;
    }

    /// <summary>A URL without the name and the password that it may carry before its host.</summary>
    public static string WithoutPassword(string text)
    {
        var start = text.IndexOf(Authority, StringComparison.Ordinal) + Authority.Length;
        var end = start < Authority.Length ? -1 : EndOfPassword(text, start);
        return end < 0 ? text : $"{text[..start]}<hidden>{text[end..]}";
    }

    // The '@' behind it; -1 for a URL without.
    private static int EndOfPassword(string text, int start)
    {
        var length = text.AsSpan(start).IndexOfAny(BehindAuthority);
        var end = text.AsSpan(start, length < 0 ? text.Length - start : length).LastIndexOf('@');
        return end < 0 ? -1 : start + end;
    }

    private int Step(int at)
    {
        switch (_text[at])
        {
            case '"':
                return Quoted(at);
            case '#' or '/' when _text[at] == '#' || (at + 1 < _text.Length && _text[at + 1] == '/'):
                return Comment(at);
            case '{' or '[':
                Open(at);
                return at + 1;
            case '}' or ']':
                _inside.TryPop(out _);
                Begin(at + 1);
                return at + 1;
            case '\n' or ',':
                Begin(at + 1);
                return at + 1;
            case '=' or ':' when !_inValue:
                BeginValue(at);
                return at + 1;
            default:
                _hidden[at] = _isHidden && !char.IsWhiteSpace(_text[at]);
                return at + 1;
        }
    }

    // A key, or an element of an array.
    private void Begin(int at) => (_keyStart, _inValue, _isHidden) = (at, false, _inside.TryPeek(out var inside) && inside);

    private void BeginValue(int at) => (_inValue, _isHidden) = (true, _isHidden || IsSecretKey(at));

    private void Open(int at)
    {
        _inside.Push(_isHidden || (!_inValue && IsSecretKey(at)));
        Begin(at + 1);
    }

    private bool IsSecretKey(int end)
    {
        var key = _text.AsSpan(_keyStart, end - _keyStart).Trim().TrimEnd('+').Trim();
        return _isSecret(key[(key.LastIndexOf('.') + 1)..].Trim(" \t\"").ToString());
    }

    private int Comment(int at)
    {
        // What was commented out may be a secret still.
        var end = EndOfLine(at);
        var comment = _text[(at + 1)..end].TrimStart('/', '#');
        var separator = comment.AsSpan().IndexOfAny('=', ':', '{');
        if (_isHidden || (separator > 0 && _isSecret(comment[..separator].Split('.')[^1].Trim(' ', '\t', '"', '+'))))
            Hide(end - comment.Length + separator + 1, end);
        return end;
    }

    private int Quoted(int at)
    {
        var isTriple = _text.AsSpan(at).StartsWith("\"\"\"");
        var (start, end) = isTriple ? (at + 3, _text.IndexOf("\"\"\"", at + 3, StringComparison.Ordinal)) : (at + 1, EndOfQuoted(at + 1));
        if (end < 0)
            end = _text.Length;
        if (_isHidden)
            Hide(start, end);
        return Math.Min(_text.Length, end + (isTriple ? 3 : end < _text.Length && _text[end] == '"' ? 1 : 0));
    }

    private int EndOfQuoted(int at)
    {
        for (; at < _text.Length && _text[at] is not ('"' or '\n'); at++)
            if (_text[at] == '\\')
                at++;
        return Math.Min(at, _text.Length);
    }

    private void HidePassword(int start)
    {
        if (EndOfPassword(_text, start) is var end and >= 0)
            Hide(start, end);
    }

    private int EndOfLine(int at) => _text.IndexOf('\n', at) is var end and >= 0 ? end : _text.Length;

    private void Hide(int start, int end) => _hidden.AsSpan(start, Math.Max(0, end - start)).Fill(true);
}
