using Conductor.Protocol.Avatar;

namespace Conductor.Protocol.Inline;

/// <summary>A command that a model wrote into its answer: one of the records below.</summary>
public abstract record InlineCommand
{
    private protected InlineCommand()
    {
    }
}

/// <summary>The avatar is to do something.</summary>
public sealed record AvatarCommand(AvatarDirective Directive) : InlineCommand;

/// <summary>Give a task to an agent. The agent has up to 50 letters, digits, hyphens and underscores, the description up to 1,000 bytes.</summary>
public sealed record StartTask(string Agent, string Description) : InlineCommand;

/// <summary>A task is this far, 0 to 100 percent.</summary>
public sealed record ReportProgress(string TaskId, byte Percent) : InlineCommand;

/// <summary>A task is done.</summary>
public sealed record CompleteTask(string TaskId) : InlineCommand;

/// <summary>A task failed. The reason has up to 1,000 bytes and may be empty.</summary>
public sealed record FailTask(string TaskId, string Reason) : InlineCommand;

/// <summary>The avatar or the screen is to turn to a task.</summary>
public sealed record TurnToTask(string TaskId, TaskAttention Attention) : InlineCommand;

/// <summary>How to turn to a task.</summary>
public enum TaskAttention
{
    /// <summary>Show it.</summary>
    Focus,

    /// <summary>Point at it.</summary>
    Point,

    /// <summary>Stay near it.</summary>
    Hover,

    /// <summary>Celebrate it.</summary>
    Celebrate,
}
