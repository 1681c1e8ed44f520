using Conductor.Hocon.Lexing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Parsing;

// Values and their concatenation.
internal sealed partial class Parser
{
    /// <summary>Everything up to a separator: one value, or several side by side. Null after a mistake, which is reported.</summary>
    private Node? ParseValue(string owner)
    {
        var first = _cursor.Current;
        var parts = new List<Node>();
        BlankNode? blank = null;
        while (ParsePart() is { } part)
        {
            if (part is BlankNode space)
            {
                blank = space;
                continue;
            }
            if (blank is not null && parts.Count > 0) parts.Add(blank);
            blank = null;
            parts.Add(part);
        }
        return IsValueEnd(owner, parts.Count > 0) ? Join(_cursor.OriginFrom(first), parts) : null;
    }

    private Node? ParsePart()
    {
        if (_diagnostics.Closed) return null;
        var origin = _cursor.Origin;
        return _cursor.Kind switch
        {
            TokenKind.Blank => new BlankNode(origin, _cursor.Take().Text),
            TokenKind.Quoted => new ScalarNode(origin, HoconValueKind.String, _cursor.Take().Text),
            TokenKind.Plain => Classify(origin, _cursor.Take().Text),
            TokenKind.Substitution or TokenKind.OptionalSubstitution => ParseSubstitution(),
            TokenKind.OpenBrace => ParseObject(),
            TokenKind.OpenBracket => ParseArray(),
            _ => null,
        };
    }

    private static ScalarNode Classify(HoconOrigin origin, string text) => text switch
    {
        "true" or "false" => new(origin, HoconValueKind.Boolean, text),
        "null" => new(origin, HoconValueKind.Null, text),
        _ => new(origin, JsonNumber.IsNumber(text) ? HoconValueKind.Number : HoconValueKind.String, text),
    };

    private bool IsValueEnd(string owner, bool hasValue)
    {
        var end = _cursor.Current;
        switch (end.Kind)
        {
            case TokenKind.Bad:
                return false;
            case TokenKind.Colon or TokenKind.Equals or TokenKind.PlusEquals:
                var isUrl = string.CompareOrdinal(_source.Text, end.Start, "://", 0, 3) == 0;
                Fail(end, $"{end} cannot stand in the value of {owner}; put the value in double quotes{(isUrl ? ": outside them '//' starts a comment" : "")}");
                return false;
            default:
                if (!hasValue) Fail(end, $"{owner} has no value; {end} stands where it is expected");
                return hasValue;
        }
    }

    private static Node Join(HoconOrigin origin, List<Node> parts)
    {
        if (parts.Count == 1) return parts[0];
        if (!parts.TrueForAll(part => part is ScalarNode or BlankNode)) return new ConcatenationNode(origin, parts);
        var text = string.Concat(parts.Select(part => part is ScalarNode scalar ? scalar.Text : ((BlankNode)part).Text));
        return new ScalarNode(origin, HoconValueKind.String, text);
    }

    private Node ParseSubstitution()
    {
        var open = _cursor.Take();
        var start = _cursor.Current.Start;
        var tokens = new List<Token>();
        while (_cursor.Current.IsText || _cursor.Kind == TokenKind.Blank) tokens.Add(_cursor.Take());
        var isList = _cursor.TryTake(TokenKind.OpenBracket);
        if (isList && !_cursor.TryTake(TokenKind.CloseBracket)) return FailSubstitution(open);
        _cursor.SkipBlanks();
        if (_cursor.Kind != TokenKind.CloseBrace) return FailSubstitution(open);

        _cursor.Take();
        var path = PathReader.Read(_source, tokens, start, _diagnostics) ?? HoconPath.Root;
        return new SubstitutionNode(_cursor.OriginFrom(open), path, open.Kind == TokenKind.OptionalSubstitution, isList);
    }

    private ScalarNode FailSubstitution(Token open)
    {
        Fail(_cursor.Current, _cursor.Kind is TokenKind.Newline or TokenKind.End
            ? "this line ends inside a substitution; close it with '}'"
            : $"{_cursor.Current} cannot be part of a substitution, which is a path between '${{' and '}}'");
        _cursor.SkipPastBrace();
        return new ScalarNode(_cursor.OriginOf(open), HoconValueKind.Null, "null");
    }
}
