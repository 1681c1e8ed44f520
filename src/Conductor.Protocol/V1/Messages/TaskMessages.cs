namespace Conductor.Protocol.V1.Messages;

/// <summary>An agent was given a task.</summary>
public sealed record TaskCreated(string TaskId, string Agent, string Description) : ConductorMessage;

/// <summary>A task is this far, in percent.</summary>
public sealed record TaskUpdated(string TaskId, byte Progress, string? StatusMessage) : ConductorMessage;

/// <summary>A task is done.</summary>
public sealed record TaskCompleted(string TaskId, string? Summary) : ConductorMessage;

/// <summary>A task failed; the error is a sentence for a person.</summary>
public sealed record TaskFailed(string TaskId, string Error) : ConductorMessage;

/// <summary>Show this task.</summary>
public sealed record TaskFocus(string TaskId) : ConductorMessage;
