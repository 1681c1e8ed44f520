using Conductor.Hocon.Lexing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Parsing;

// Fields and include statements.
internal sealed partial class Parser
{
    private MemberNode? ParseMember() =>
        _cursor.Current is { Kind: TokenKind.Plain, Text: "include" } ? ParseInclude() : ParseField();

    private FieldNode? ParseField()
    {
        var first = _cursor.Current;
        if (ReadKey() is not { } key) return null;
        var origin = _cursor.OriginFrom(first);

        var depth = _depth;
        if (!Enter(first, key.Count - 1)) return null;
        var field = ParseFieldValue(origin, key);
        _depth = depth;
        return field;
    }

    private HoconPath? ReadKey()
    {
        var tokens = new List<Token>();
        while (_cursor.Current.IsText || _cursor.Kind == TokenKind.Blank) tokens.Add(_cursor.Take());
        if (tokens.Count > 0) return PathReader.Read(_source, tokens, tokens[0].Start, _diagnostics);
        Fail(_cursor.Current, _cursor.Kind is TokenKind.Substitution or TokenKind.OptionalSubstitution
            ? "a substitution cannot be a key or a part of one"
            : $"{_cursor.Current} stands where a key is expected");
        return null;
    }

    private FieldNode? ParseFieldValue(HoconOrigin origin, HoconPath key)
    {
        // JSON allows a line end on either side of the colon. Without one behind it, the next line is not this key's.
        if (_cursor.PeekPastLines().Kind is TokenKind.Colon or TokenKind.Equals or TokenKind.PlusEquals or TokenKind.OpenBrace) _cursor.SkipLines();

        var separator = _cursor.Current;
        if (separator.Kind is TokenKind.Colon or TokenKind.Equals or TokenKind.PlusEquals)
        {
            _cursor.Take();
            _cursor.SkipLines();
        }
        else if (separator.Kind != TokenKind.OpenBrace)
        {
            if (separator.Kind is TokenKind.Newline or TokenKind.Comma or TokenKind.End or TokenKind.CloseBrace)
                _diagnostics.Report(origin, $"the key '{key.Shown}' has no value; write '{key.Shown} = ...'");
            else
                Fail(separator, $"{separator} follows the key '{key.Shown}' where '=', ':', '+=' or '{{' is expected");
            return null;
        }
        return ParseValue($"'{key.Shown}'") is { } value ? new FieldNode(origin, key, separator.Kind == TokenKind.PlusEquals, value) : null;
    }
}
