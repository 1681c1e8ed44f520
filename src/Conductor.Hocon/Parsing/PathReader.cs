using System.Text;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Parsing;

/// <summary>Reads the tokens of a path expression: texts joined as in a concatenation, cut at the dots outside quotes.</summary>
internal sealed class PathReader
{
    private readonly List<string> _keys = [];
    private readonly StringBuilder _key = new();
    private readonly SourceText _source;
    private readonly Diagnostics _diagnostics;
    private bool _isQuoted;
    private bool _isBlank = true;
    private bool _isBroken;

    private PathReader(SourceText source, Diagnostics diagnostics) => (_source, _diagnostics) = (source, diagnostics);

    /// <summary>The path of the tokens, which start at an offset, or null after a mistake, which is reported.</summary>
    public static HoconPath? Read(SourceText source, IReadOnlyList<Token> tokens, int start, Diagnostics diagnostics)
    {
        var (first, last) = (0, tokens.Count - 1);
        while (first <= last && tokens[first].Kind == TokenKind.Blank) first++;
        while (last >= first && tokens[last].Kind == TokenKind.Blank) last--;

        var reader = new PathReader(source, diagnostics);
        for (var i = first; i <= last; i++) reader.Take(tokens[i]);
        reader.EndKey(last >= first ? tokens[last].Start + tokens[last].Length : start);
        return reader._isBroken ? null : new HoconPath([.. reader._keys]);
    }

    private void Take(Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.Plain:
                TakePlain(token);
                break;
            case TokenKind.Quoted:
                _key.Append(token.Text);
                _isQuoted = true;
                break;
            case TokenKind.Blank:
                _key.Append(token.Text);
                break;
            default:
                Fail(token.Start, token.Length, $"{token} cannot be part of a path; put the key in double quotes");
                break;
        }
    }

    private void TakePlain(Token token)
    {
        for (var i = 0; i < token.Text.Length; i++)
        {
            if (token.Text[i] == '.') EndKey(token.Start + i);
            else
            {
                _key.Append(token.Text[i]);
                _isBlank = false;
            }
        }
    }

    private void EndKey(int at)
    {
        if (_isBlank && !_isQuoted) Fail(at, 1, "a path has an empty key here; remove the dot, or write the empty key as \"\"");
        _keys.Add(_key.ToString());
        _key.Clear();
        (_isQuoted, _isBlank) = (false, true);
    }

    private void Fail(int start, int length, string message)
    {
        if (!_isBroken) _diagnostics.Report(_source.Origin(Math.Min(start, _source.Text.Length), length), message);
        _isBroken = true;
    }
}
