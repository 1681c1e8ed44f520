using System.Text;

namespace Conductor.Hocon.Typing;

/// <summary>Names as .NET and as files write them: FirstTokenTimeout and first-token-timeout.</summary>
public static class KebabCase
{
    /// <summary>The name for a file: "FirstTokenTimeout" is "first-token-timeout", "OpenAIHost" is "open-ai-host", "Ipv6Only" is "ipv6-only".</summary>
    public static string From(string name)
    {
        var kebab = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var isStart = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (isStart) kebab.Append('-');
            kebab.Append(name[i] == '_' ? '-' : char.ToLowerInvariant(name[i]));
        }
        return kebab.ToString();
    }

    /// <summary>Whether two names are the same but for case, '-' and '_'.</summary>
    public static bool AreSame(string left, string right) => Fold(left) == Fold(right);

    /// <summary>A name without case, '-' and '_'.</summary>
    internal static string Fold(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
