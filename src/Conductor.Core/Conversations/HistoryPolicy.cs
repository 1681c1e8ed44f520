namespace Conductor.Core.Conversations;

/// <summary>What a model is not shown when a conversation is longer than its context.</summary>
public enum HistoryPolicy
{
    /// <summary>The oldest turns, each as a whole; the system prompt stays. The default.</summary>
    DropOldest,

    /// <summary>The oldest turns, with a summary of them in their place that the model itself wrote.</summary>
    Summarise,

    /// <summary>Nothing: all is sent, and the host refuses it or cuts it as it likes.</summary>
    KeepAll,
}
