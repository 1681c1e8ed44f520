using Conductor.Hocon.Values;

namespace Conductor.Hocon.Lexing;

/// <summary>A piece of text with one meaning. Comments are not tokens.</summary>
/// <param name="Kind">Its meaning.</param>
/// <param name="Start">Offset of its first character.</param>
/// <param name="Length">Characters in the file, quotes included.</param>
/// <param name="Text">For <see cref="TokenKind.Plain"/>, <see cref="TokenKind.Quoted"/> and <see cref="TokenKind.Blank"/>: the characters meant.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, string Text = "")
{
    /// <summary>Something that can be part of a key or a simple value.</summary>
    public bool IsText => Kind is TokenKind.Plain or TokenKind.Quoted;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.Newline => "the end of the line",
        TokenKind.Comma => "','",
        TokenKind.Colon => "':'",
        TokenKind.Equals => "'='",
        TokenKind.PlusEquals => "'+='",
        TokenKind.OpenBrace => "'{'",
        TokenKind.CloseBrace => "'}'",
        TokenKind.OpenBracket => "'['",
        TokenKind.CloseBracket => "']'",
        TokenKind.Substitution or TokenKind.OptionalSubstitution => "a substitution",
        _ => $"'{(KeyText.Shorten(Text, 40))}'",
    };
}

/// <summary>The meanings of a <see cref="Token"/>.</summary>
internal enum TokenKind
{
    End,
    Newline,
    /// <summary>White space other than a line feed.</summary>
    Blank,
    Comma,
    Colon,
    Equals,
    PlusEquals,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    /// <summary>The opening "${".</summary>
    Substitution,
    /// <summary>The opening "${?".</summary>
    OptionalSubstitution,
    /// <summary>Characters outside quotes.</summary>
    Plain,
    Quoted,
    /// <summary>A character that may not stand there; already reported.</summary>
    Bad,
}
