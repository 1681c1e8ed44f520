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
    /// <summary>The header that names the conversation that a call is a part of, and that is answered with it.</summary>
    public const string ConversationHeader = "X-Conductor-Conversation";

    /// <summary>The header of an answer that names its turn.</summary>
    public const string TurnHeader = "X-Conductor-Turn";

    private const string LeaveHeader = "X-Conductor-On-Leave";
    private const string TaskHeader = "X-Conductor-Task";
    private const string PriorityHeader = "X-Conductor-Priority";

    /// <summary>
    /// The conversation that the call is a part of (<c>X-Conductor-Conversation</c>: its id, <c>main</c>, or <c>new</c> for one that begins with it); null
    /// where it did not say.
    /// </summary>
    public Guid? Conversation { get; private init; }

    /// <summary>The answer goes on when its caller leaves (<c>X-Conductor-On-Leave</c>: stop, continue). Only in a conversation, where somebody can find it.</summary>
    public bool GoesOnAlone { get; private init; }

    /// <summary>Reads the headers. A word that means nothing is refused: who says it wants something that would else silently not happen.</summary>
    public static bool TryRead(HttpContext context, out CallerHints hints, [NotNullWhen(false)] out Refusal? refusal)
    {
        var (task, priority) = (context.Request.Headers[TaskHeader].ToString().Trim(), context.Request.Headers[PriorityHeader].ToString().Trim());
        var (conversation, leave) = (context.Request.Headers[ConversationHeader].ToString().Trim(), context.Request.Headers[LeaveHeader].ToString().Trim());
        hints = new CallerHints(task.Length > 0 ? TaskClass.Parse(task) : null, PriorityOf(priority))
        {
            Conversation = ConversationOf(conversation),
            GoesOnAlone = conversation.Length > 0 && leave.Equals("continue", StringComparison.OrdinalIgnoreCase),
        };
        refusal = task.Length > 0 && hints.Task is null ? Unknown(TaskHeader, task, string.Join(", ", Enum.GetValues<TaskKind>().Select(TaskClass.WordOf)))
            : priority.Length > 0 && hints.Priority is null ? Unknown(PriorityHeader, priority, "high, normal, low")
            : conversation.Length > 0 && hints.Conversation is null ? Unknown(ConversationHeader, conversation, "the id of a conversation (a UUID), main, new")
            : leave.Length > 0 && leave.ToLowerInvariant() is not ("stop" or "continue") ? Unknown(LeaveHeader, leave, "stop, continue")
            : null;
        return refusal is null;
    }

    private static Guid? ConversationOf(string word) => word.ToLowerInvariant() switch
    {
        "main" => Guid.Empty,
        "new" => Guid.CreateVersion7(),
        _ => Guid.TryParse(word, out var id) ? id : null,
    };

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
