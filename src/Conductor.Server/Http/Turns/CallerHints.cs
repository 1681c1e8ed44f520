using System.Diagnostics.CodeAnalysis;
using Conductor.Core.Admission;
using Conductor.Core.Routing;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Turns;

/// <summary>What a caller may say of its request in headers, in any API.</summary>
/// <param name="Task">The kind of work (<c>X-Conductor-Task</c>: general, quick, tool-use, embedding, code, creative, math, deep); null where it did not say.</param>
/// <param name="Priority">How pressing it is (<c>X-Conductor-Priority</c>: high, normal, low); null where it did not say.</param>
internal readonly record struct CallerHints(TaskKind? Task, TurnPriority? Priority)
{
    private const string TaskHeader = "X-Conductor-Task";
    private const string PriorityHeader = "X-Conductor-Priority";

    /// <summary>Reads the headers. A word that means nothing is refused: who says it wants something that would else silently not happen.</summary>
    public static bool TryRead(HttpContext context, out CallerHints hints, [NotNullWhen(false)] out Refusal? refusal)
    {
        var (task, priority) = (context.Request.Headers[TaskHeader].ToString().Trim(), context.Request.Headers[PriorityHeader].ToString().Trim());
        hints = new CallerHints(task.Length > 0 ? TaskClass.Parse(task) : null, PriorityOf(priority));
        refusal = task.Length > 0 && hints.Task is null ? Unknown(TaskHeader, task, string.Join(", ", Enum.GetValues<TaskKind>().Select(TaskClass.WordOf)))
            : priority.Length > 0 && hints.Priority is null ? Unknown(PriorityHeader, priority, "high, normal, low")
            : null;
        return refusal is null;
    }

    private static TurnPriority? PriorityOf(string word) => word.ToLowerInvariant() switch
    {
        "high" => TurnPriority.High,
        "normal" => TurnPriority.Normal,
        "low" => TurnPriority.Low,
        _ => null,
    };

    private static Refusal Unknown(string header, string word, string known) =>
        new(StatusCodes.Status400BadRequest, $"{header}: '{word}' is not one of {known}");
}
