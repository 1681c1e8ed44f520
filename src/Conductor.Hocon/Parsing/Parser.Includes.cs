using System.Text;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Parsing;

// Include statements: include "file", include file("file"), and required(...) around either.
internal sealed partial class Parser
{
    private const string Usage = "an include is written: include \"a.conf\", include file(\"a.conf\"), or with required(...) around the name";

    private IncludeNode? ParseInclude()
    {
        var keyword = _cursor.Take();
        var opening = TakeOpening();
        if (_cursor.Kind != TokenKind.Quoted)
        {
            // The word may have been meant as a key.
            Fail(keyword, $"no quoted file name follows 'include'; {Usage}; a key of that name is written \"include\"");
            return null;
        }
        var name = _cursor.Take();
        if (TakeClosing(opening.Count(c => c == '('))) return AddInclude(_cursor.OriginFrom(keyword), name, opening);
        Fail(name, $"the parentheses around this file name are not closed; {Usage}");
        return null;
    }

    private IncludeNode? AddInclude(HoconOrigin origin, Token name, string opening)
    {
        switch (opening)
        {
            case "" or "file(" or "required(" or "required(file(":
                var include = new IncludeNode(origin, name.Text, IsRequired: opening.StartsWith("required", StringComparison.Ordinal));
                _includes.Add(include);
                return include;
            case "url(" or "classpath(" or "required(url(" or "required(classpath(":
                Fail(name, $"only files can be included; {Usage}");
                return null;
            default:
                Fail(name, $"'{KeyText.Shorten(opening)}' before a file name is not known; {Usage}");
                return null;
        }
    }

    /// <summary>What stands before the file name, white space left out, such as "required(file(".</summary>
    private string TakeOpening()
    {
        var opening = new StringBuilder();
        for (_cursor.SkipLines(); _cursor.Kind == TokenKind.Plain; _cursor.SkipLines()) opening.Append(_cursor.Take().Text);
        return opening.ToString();
    }

    private bool TakeClosing(int count)
    {
        while (count > 0)
        {
            _cursor.SkipLines();
            var text = _cursor.Kind == TokenKind.Plain ? _cursor.Take().Text : "";
            if (text.Length == 0 || text.Length > count || text.Trim(')').Length > 0) return false;
            count -= text.Length;
        }
        return true;
    }
}
