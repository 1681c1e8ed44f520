namespace Conductor.Core.Sessions;

/// <summary>What a person's message must be.</summary>
internal static class PromptRules
{
    /// <summary>Why a message is not taken; null when it is.</summary>
    public static string? Refuse(string content, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(content))
            return "The message is empty.";
        if (content.Length > maxLength)
            return $"The message has {content.Length} characters; {maxLength} are taken at most.";
        foreach (var one in content)
            if (char.IsControl(one) && one is not ('\n' or '\t' or '\r'))
                return $"The message has a control character (U+{(int)one:X4}); only line ends and tabs are taken.";
        return null;
    }
}
