using System.Text;

namespace Conductor.Protocol.Inline;

/// <summary>The commands about tasks.</summary>
internal static class TaskCommands
{
    private const int MaxAgent = 50;
    private const int MaxTaskId = 100;
    private const int MaxTextBytes = 1_000;

    public static InlineCommand? Parse(string arguments)
    {
        var (verb, rest) = Words.Split(arguments);
        var (subject, text) = SplitKeepingCase(rest);
        return verb switch
        {
            "start" => IsName(subject, MaxAgent) && text.Length > 0 && IsText(text) ? new StartTask(subject, text) : null,
            _ => IsName(subject, MaxTaskId) ? OnTask(verb, subject, text) : null,
        };
    }

    private static InlineCommand? OnTask(string verb, string id, string text) => verb switch
    {
        "progress" => Words.Percent(text) is { } percent ? new ReportProgress(id, percent) : null,
        "done" => new CompleteTask(id),
        "fail" => IsText(text) ? new FailTask(id, text) : null,
        "focus" => new TurnToTask(id, TaskAttention.Focus),
        "point" => new TurnToTask(id, TaskAttention.Point),
        "hover" => new TurnToTask(id, TaskAttention.Hover),
        "celebrate" => new TurnToTask(id, TaskAttention.Celebrate),
        _ => null,
    };

    private static (string First, string Others) SplitKeepingCase(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (text, "") : (text[..end], text[end..].Trim());
    }

    private static bool IsName(string text, int maxLength) =>
        text.Length > 0 && text.Length <= maxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsText(string text) => Encoding.UTF8.GetByteCount(text) <= MaxTextBytes && !text.Any(char.IsControl);
}
