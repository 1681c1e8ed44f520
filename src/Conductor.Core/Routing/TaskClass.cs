using Conductor.Core.Admission;

namespace Conductor.Core.Routing;

/// <summary>What kind of work a request is.</summary>
public enum TaskKind
{
    /// <summary>Anything.</summary>
    General,

    /// <summary>A word or two back and forth.</summary>
    Quick,

    /// <summary>Calls tools.</summary>
    ToolUse,

    /// <summary>Turns text into vectors.</summary>
    Embedding,

    /// <summary>Programs.</summary>
    Code,

    /// <summary>Stories, poems, ideas.</summary>
    Creative,

    /// <summary>Calculates or proves.</summary>
    Math,

    /// <summary>Weighs, compares, plans at length.</summary>
    Deep,
}

/// <summary>What is expected of a kind of work.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="FirstToken">How soon its first token should come: what a second of waiting weighs against all else.</param>
/// <param name="Priority">How pressing it is in a queue.</param>
public sealed record TaskClass(TaskKind Kind, TimeSpan FirstToken, TurnPriority Priority)
{
    private static readonly TaskClass[] All =
    [
        new(TaskKind.General, TimeSpan.FromSeconds(1), TurnPriority.Normal),
        new(TaskKind.Quick, TimeSpan.FromMilliseconds(100), TurnPriority.High),
        new(TaskKind.ToolUse, TimeSpan.FromMilliseconds(500), TurnPriority.High),
        new(TaskKind.Embedding, TimeSpan.FromMilliseconds(200), TurnPriority.High),
        new(TaskKind.Code, TimeSpan.FromSeconds(2), TurnPriority.Normal),
        new(TaskKind.Creative, TimeSpan.FromSeconds(1), TurnPriority.Normal),
        new(TaskKind.Math, TimeSpan.FromSeconds(3), TurnPriority.Normal),
        new(TaskKind.Deep, TimeSpan.FromSeconds(5), TurnPriority.Low),
    ];

    /// <summary>The class of a kind.</summary>
    public static TaskClass Of(TaskKind kind) => All[(int)kind];

    /// <summary>The word of a kind, as a configuration or a header writes it: <c>quick</c>, <c>tool-use</c>.</summary>
    public static string WordOf(TaskKind kind) => kind == TaskKind.ToolUse ? "tool-use" : kind.ToString().ToLowerInvariant();

    /// <summary>The kind that a word of a configuration or a header names; null when it names none.</summary>
    public static TaskKind? Parse(string word) => word.Replace("-", "", StringComparison.Ordinal) is var plain
        && !plain.All(char.IsAsciiDigit) && Enum.TryParse<TaskKind>(plain, ignoreCase: true, out var kind) ? kind : null;
}
