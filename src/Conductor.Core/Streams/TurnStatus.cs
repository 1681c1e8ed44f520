namespace Conductor.Core.Streams;

/// <summary>What a turn is doing before its first token.</summary>
public enum TurnStage
{
    /// <summary>A host was chosen.</summary>
    Routed,

    /// <summary>Waiting for a slot on it.</summary>
    Queued,

    /// <summary>The host has been asked; it is loading the model or reading the prompt.</summary>
    Started,

    /// <summary>One host failed before its first token, the next is asked.</summary>
    Retrying,
}

/// <summary>Where a turn stands, for whoever waits.</summary>
/// <param name="Stage">The stage that begins.</param>
/// <param name="Host">The host that is asked; null while none is.</param>
/// <param name="Model">The model's name on that host; null while none is asked.</param>
/// <param name="Position">Turns ahead in the queue, from 0; null unless queued.</param>
/// <param name="Reason">Why, in words; null where the stage says it all.</param>
public sealed record TurnStatus(TurnStage Stage, string? Host = null, string? Model = null, int? Position = null, string? Reason = null);
