using Conductor.Hocon.Lexing;

namespace Conductor.Hocon.Parsing;

/// <summary>Makes the tree of a text as it is written. After a mistake it goes on with the next field, to find the others too.</summary>
internal sealed partial class Parser
{
    private readonly TokenCursor _cursor;
    private readonly SourceText _source;
    private readonly HoconLimits _limits;
    private readonly Diagnostics _diagnostics;
    private readonly List<IncludeNode> _includes = [];
    private int _depth = 1;
    private int _openBraces;
    private int _openBrackets;

    private Parser(SourceText source, HoconLimits limits, Diagnostics diagnostics)
    {
        (_source, _limits, _diagnostics) = (source, limits, diagnostics);
        _cursor = new TokenCursor(source, Lexer.Tokenize(source, diagnostics));
    }

    /// <summary>Parses a text. Mistakes are reported; what is returned then holds the rest.</summary>
    public static ParsedFile Parse(SourceText source, HoconLimits limits, Diagnostics diagnostics)
    {
        if (source.Text.Length > limits.MaxFileBytes)
        {
            diagnostics.Report(
                source.Origin(0, 0), $"the text has {source.Text.Length} characters, more than {nameof(HoconLimits.MaxFileBytes)} = {limits.MaxFileBytes} allows");
            return new ParsedFile(source, new ObjectNode(source.Origin(0, 0), []), []);
        }
        var parser = new Parser(source, limits, diagnostics);
        var root = parser.ParseRoot();
        return new ParsedFile(source, root, parser._includes);
    }

    private Node ParseRoot()
    {
        _cursor.SkipLines();
        if (_cursor.Kind is TokenKind.OpenBracket or TokenKind.OpenBrace) _depth--;
        Node root = _cursor.Kind switch
        {
            TokenKind.OpenBracket => ParseArray(),
            TokenKind.OpenBrace => ParseObject(),
            _ => ParseBareRoot(),
        };
        _cursor.SkipLines();
        if (!_cursor.IsAtEnd) Fail(_cursor.Current, $"{_cursor.Current} follows the end of the root {(root is ArrayNode ? "array" : "object")}; nothing may");
        return root;
    }

    private ObjectNode ParseBareRoot()
    {
        var first = _cursor.Current;
        var members = ParseMembers(TokenKind.End);
        return new ObjectNode(_cursor.OriginOf(first), members);
    }

    private ObjectNode ParseObject()
    {
        _openBraces++;
        var open = _cursor.Take();
        var members = ParseNested(open, TokenKind.CloseBrace, ParseMembers);
        _openBraces--;
        return new ObjectNode(_cursor.OriginOf(open), members);
    }

    private ArrayNode ParseArray()
    {
        _openBrackets++;
        var open = _cursor.Take();
        var elements = ParseNested(open, TokenKind.CloseBracket, ParseElements);
        _openBrackets--;
        return new ArrayNode(_cursor.OriginOf(open), elements);
    }

    private List<T> ParseNested<T>(Token open, TokenKind closer, Func<TokenKind, List<T>> parseItems)
    {
        if (!Enter(open, 1)) return [];
        var items = parseItems(closer);
        if (!_cursor.TryTake(closer)) Fail(open, $"this {open} is never closed");
        _depth--;
        return items;
    }

    private List<MemberNode> ParseMembers(TokenKind closer)
    {
        var members = new List<MemberNode>();
        ParseSeparated(closer, "a field", () =>
        {
            var member = ParseMember();
            if (member is not null) members.Add(member);
            return member is not null;
        });
        return members;
    }

    private List<Node> ParseElements(TokenKind closer)
    {
        var elements = new List<Node>();
        ParseSeparated(closer, "an element", () =>
        {
            var element = ParseValue("an element of the array");
            if (element is not null) elements.Add(element);
            return element is not null;
        });
        return elements;
    }

    /// <summary>Parses items with one comma, a line end, or both between them, and perhaps one comma after the last.</summary>
    private void ParseSeparated(TokenKind closer, string item, Func<bool> parseItem)
    {
        _cursor.SkipLines();
        while (!IsAtClose(closer) && !_diagnostics.Closed)
        {
            if (_cursor.Kind == TokenKind.Comma) Fail(_cursor.Current, $"{item} is missing before this comma");
            else if (!parseItem()) _cursor.SkipToSeparator();
            TakeSeparator(closer, item);
        }
    }

    private void TakeSeparator(TokenKind closer, string item)
    {
        var isSeparated = _cursor.SkipLines();
        var next = _cursor.Current;
        if (next.Kind != TokenKind.Comma && !isSeparated && !IsAtClose(closer) && next == _cursor.Current)
        {
            Fail(next, $"{next} follows {item} on the same line; put a comma or a line end between them, or the text in double quotes");
            _cursor.SkipToSeparator();
            _cursor.SkipLines();
        }
        if (_cursor.TryTake(TokenKind.Comma)) _cursor.SkipLines();
    }

    /// <summary>Whether the items end here, with their own bracket or one further out. A bracket that closes nothing is reported and dropped.</summary>
    private bool IsAtClose(TokenKind closer)
    {
        while (_cursor.Kind != closer && IsStray(_cursor.Kind))
        {
            Fail(_cursor.Current, $"{_cursor.Current} closes nothing that was opened");
            _cursor.Take();
            _cursor.SkipLines();
        }
        return _cursor.Kind is TokenKind.CloseBrace or TokenKind.CloseBracket or TokenKind.End;
    }

    private bool IsStray(TokenKind kind) =>
        (kind == TokenKind.CloseBrace && _openBraces == 0) || (kind == TokenKind.CloseBracket && _openBrackets == 0);

    private bool Enter(Token at, int levels)
    {
        _depth += levels;
        if (_depth <= _limits.MaxDepth && System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()) return true;
        _diagnostics.Abort(_cursor.OriginOf(at), $"nested deeper than {nameof(HoconLimits.MaxDepth)} = {_limits.MaxDepth} levels");
        return false;
    }

    private void Fail(Token at, string message)
    {
        // A character that the lexer has refused already is one mistake, not two.
        if (at.Kind != TokenKind.Bad) _diagnostics.Report(_cursor.OriginOf(at), message);
    }
}
