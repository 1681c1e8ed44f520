using System.Globalization;
using Conductor.Protocol.Avatar;
using Conductor.Protocol.Inline;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>
/// The commands in one answer's text as messages of version 1, for a surface that can do something with them. Tasks are named after their
/// answer, so that every surface, and the same one when it comes again, knows them by the same name. Owned by one follower.
/// </summary>
internal sealed class CommandWords(string messageId)
{
    private int _tasks;

    /// <summary>The message for a command; null when the surface has no use for it.</summary>
    public ConductorMessage? Of(InlineCommand command, SurfaceCapabilities surface) =>
        DirectiveOf(command) is not { } directive ? OfTask(command, surface.Tasks) : surface.Avatar ? directive.ToMessage() : null;

    /// <summary>What a command wants of the avatar, in any version; null when it is about something else.</summary>
    public static AvatarDirective? DirectiveOf(InlineCommand command) => command switch
    {
        AvatarCommand avatar => avatar.Directive,
        TurnToTask { Attention: TaskAttention.Celebrate } => new React(Reaction.Tada),
        _ => null,
    };

    // Counted whether they are shown or not: a name must not depend on who looks.
    private ConductorMessage? OfTask(InlineCommand command, bool isShown)
    {
        if (command is StartTask start)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"task_{messageId}_{++_tasks}");
            return isShown ? new TaskCreated(name, start.Agent, start.Description) : null;
        }
        return !isShown ? null : command switch
        {
            ReportProgress progress => new TaskUpdated(progress.TaskId, progress.Percent, null),
            CompleteTask done => new TaskCompleted(done.TaskId, null),
            FailTask failed => new TaskFailed(failed.TaskId, failed.Reason),
            TurnToTask turn => new TaskFocus(turn.TaskId),
            _ => null,
        };
    }
}
