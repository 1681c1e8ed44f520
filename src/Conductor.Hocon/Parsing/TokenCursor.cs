using Conductor.Hocon.Lexing;

namespace Conductor.Hocon.Parsing;

/// <summary>A position in the tokens of a text. It never moves past the end.</summary>
internal sealed class TokenCursor(SourceText source, List<Token> tokens)
{
    private int _at;

    public Token Current => tokens[_at];

    public TokenKind Kind => Current.Kind;

    public bool IsAtEnd => Kind == TokenKind.End;

    public HoconOrigin Origin => OriginOf(Current);

    public HoconOrigin OriginOf(Token token) => source.Origin(token.Start, token.Length);

    /// <summary>The place from a token to the one before the current, the white space at its end left out.</summary>
    public HoconOrigin OriginFrom(Token first)
    {
        var last = _at - 1;
        while (last > 0 && tokens[last].Kind is TokenKind.Blank or TokenKind.Newline) last--;
        return source.Origin(first.Start, Math.Max(first.Length, tokens[last].Start + tokens[last].Length - first.Start));
    }

    /// <summary>The current token, left behind.</summary>
    public Token Take()
    {
        var token = Current;
        if (_at < tokens.Count - 1) _at++;
        return token;
    }

    public bool TryTake(TokenKind kind)
    {
        if (Kind != kind) return false;
        Take();
        return true;
    }

    public void SkipBlanks()
    {
        while (Kind == TokenKind.Blank) Take();
    }

    /// <summary>Skips white space and line ends. Returns whether there was a line end.</summary>
    public bool SkipLines()
    {
        var sawNewline = false;
        while (Kind is TokenKind.Blank or TokenKind.Newline) sawNewline |= Take().Kind == TokenKind.Newline;
        return sawNewline;
    }

    /// <summary>The first token behind white space and line ends, without moving there.</summary>
    public Token PeekPastLines()
    {
        var at = _at;
        while (tokens[at].Kind is TokenKind.Blank or TokenKind.Newline) at++;
        return tokens[at];
    }

    /// <summary>Skips the rest of a broken field or element: to a comma or line end at the same nesting, or to what closes it.</summary>
    public void SkipToSeparator()
    {
        for (var depth = 0; !IsAtEnd; Take())
        {
            if (depth == 0 && Kind is TokenKind.Comma or TokenKind.Newline or TokenKind.CloseBrace or TokenKind.CloseBracket) return;
            if (Kind is TokenKind.OpenBrace or TokenKind.OpenBracket or TokenKind.Substitution or TokenKind.OptionalSubstitution) depth++;
            if (Kind is TokenKind.CloseBrace or TokenKind.CloseBracket) depth--;
        }
    }

    /// <summary>Skips the rest of a broken substitution: past the brace that closes it, or to the end of the line.</summary>
    public void SkipPastBrace()
    {
        for (var depth = 1; depth > 0 && Kind is not (TokenKind.Newline or TokenKind.End); Take())
        {
            if (Kind is TokenKind.OpenBrace or TokenKind.Substitution or TokenKind.OptionalSubstitution) depth++;
            if (Kind == TokenKind.CloseBrace) depth--;
        }
    }
}
