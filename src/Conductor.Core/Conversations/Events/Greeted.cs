namespace Conductor.Core.Conversations.Events;

/// <summary>The model has greeted whoever came first. Nobody had asked for it in the conversation.</summary>
/// <param name="Message">What it said.</param>
public sealed record Greeted(KeptMessage Message) : ConversationEvent;
