using System.Buffers;
using System.Globalization;

namespace Conductor.Hocon.Lexing;

/// <summary>The character classes of HOCON.</summary>
internal static class Characters
{
    private static readonly SearchValues<char> Reserved = SearchValues.Create("$\"{}[]:=,+#`^?!@*&\\");

    /// <summary>White space as the specification lists it, the line feed included; .NET's own list differs.</summary>
    public static bool IsWhiteSpace(char c) => c switch
    {
        ' ' or (>= '\t' and <= '\r') or (>= '\x1C' and <= '\x1F') or '\uFEFF' => true,
        < '\x80' => false,
        _ => char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };

    /// <summary>Characters that may stand in text without quotes; "//" needs a look at the next one too.</summary>
    public static bool IsPlain(char c) => !Reserved.Contains(c) && !IsWhiteSpace(c);
}
