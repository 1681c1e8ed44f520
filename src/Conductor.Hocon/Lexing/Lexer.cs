namespace Conductor.Hocon.Lexing;

/// <summary>Cuts a text into tokens, in one pass and in time linear in its length.</summary>
internal sealed class Lexer
{
    private readonly SourceText _source;
    private readonly string _text;
    private readonly Diagnostics _diagnostics;
    private readonly List<Token> _tokens;
    private int _at;

    private Lexer(SourceText source, Diagnostics diagnostics)
    {
        (_source, _text, _diagnostics) = (source, source.Text, diagnostics);
        _tokens = new List<Token>(_text.Length / 8 + 8);
    }

    /// <summary>All tokens of a text; the last is the end.</summary>
    public static List<Token> Tokenize(SourceText source, Diagnostics diagnostics)
    {
        var lexer = new Lexer(source, diagnostics);
        while (lexer._at < lexer._text.Length) lexer.Next();
        lexer.Add(TokenKind.End, 0);
        return lexer._tokens;
    }

    private void Next()
    {
        var c = _text[_at];
        switch (c)
        {
            case '\n': Add(TokenKind.Newline, 1); break;
            case ',': Add(TokenKind.Comma, 1); break;
            case ':': Add(TokenKind.Colon, 1); break;
            case '=': Add(TokenKind.Equals, 1); break;
            case '{': Add(TokenKind.OpenBrace, 1); break;
            case '}': Add(TokenKind.CloseBrace, 1); break;
            case '[': Add(TokenKind.OpenBracket, 1); break;
            case ']': Add(TokenKind.CloseBracket, 1); break;
            case '#': SkipComment(); break;
            case '"': AddQuoted(); break;
            default: NextOfMany(c); break;
        }
    }

    private void NextOfMany(char c)
    {
        if (Characters.IsWhiteSpace(c)) AddBlank();
        else if (Follows("//")) SkipComment();
        else if (Characters.IsPlain(c)) AddPlain();
        else if (Follows("+=")) Add(TokenKind.PlusEquals, 2);
        else if (Follows("${?")) Add(TokenKind.OptionalSubstitution, 3);
        else if (Follows("${")) Add(TokenKind.Substitution, 2);
        else AddBad(c);
    }

    private void AddBlank()
    {
        var end = _at + 1;
        while (end < _text.Length && _text[end] != '\n' && Characters.IsWhiteSpace(_text[end])) end++;
        Add(TokenKind.Blank, end - _at, _text[_at..end]);
    }

    private void AddPlain()
    {
        var end = _at + 1;
        while (end < _text.Length && (Characters.IsPlain(_text[end]) || IsExponentSign(end)) && !IsComment(end)) end++;
        Add(TokenKind.Plain, end - _at, _text[_at..end]);
    }

    // A plus is reserved, but JSON writes 1e+5.
    private bool IsExponentSign(int at) =>
        _text[at] == '+' && at + 1 < _text.Length && char.IsAsciiDigit(_text[at + 1]) && _text[at - 1] is 'e' or 'E'
        && JsonNumber.IsNumber(_text.AsSpan(_at, at - 1 - _at));

    private bool IsComment(int at) => _text[at] == '/' && at + 1 < _text.Length && _text[at + 1] == '/';

    private void AddQuoted()
    {
        var start = _at;
        var value = QuotedText.Read(_source, ref _at, _diagnostics);
        _tokens.Add(new Token(TokenKind.Quoted, start, _at - start, value));
    }

    private void AddBad(char c)
    {
        _diagnostics.Report(_source.Origin(_at, 1), $"'{c}' is reserved and has no meaning here; put the text in double quotes");
        Add(TokenKind.Bad, 1, c.ToString());
    }

    private void SkipComment()
    {
        var end = _text.IndexOf('\n', _at);
        _at = end < 0 ? _text.Length : end;
    }

    private bool Follows(string prefix) => string.CompareOrdinal(_text, _at, prefix, 0, prefix.Length) == 0;

    private void Add(TokenKind kind, int length, string text = "")
    {
        _tokens.Add(new Token(kind, _at, length, text));
        _at += length;
    }
}
