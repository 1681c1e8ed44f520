namespace Conductor.Core.Sessions.Version2;

/// <summary>Order from a session: ask a model once, outside of every conversation. Answered as a conversation's orders are.</summary>
/// <param name="CommandId">The asker's name for it.</param>
/// <param name="Request">A JSON object in the terms of Ollama's <c>/api/chat</c>.</param>
/// <param name="Caller">Who asks, for fairness.</param>
internal sealed record AskOnce(Guid CommandId, string Request, string Caller);

/// <summary>Order from a session: stop a turn that belongs to no conversation.</summary>
internal sealed record StopOnce(Guid CommandId, Guid Turn);
