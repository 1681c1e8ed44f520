using Conductor.Core.Routing;

namespace Conductor.Core.Streams;

/// <summary>What a turn is doing while nothing of its answer comes.</summary>
public enum TurnStage
{
    /// <summary>A host was chosen.</summary>
    Routed,

    /// <summary>Waiting for a slot on it.</summary>
    Queued,

    /// <summary>The host has been asked; it reads the prompt.</summary>
    Started,

    /// <summary>One attempt failed, the next one follows: at another host, or at the same one.</summary>
    Retrying,

    /// <summary>The host has been asked; it must load the model first.</summary>
    Loading,
}

/// <summary>Where a turn stands, for whoever waits.</summary>
/// <param name="Stage">The stage that begins.</param>
/// <param name="Host">The host that is asked; null while none is.</param>
/// <param name="Model">The model's name on that host; null while none is asked.</param>
/// <param name="Position">Turns ahead in the queue, from 0; null unless queued.</param>
/// <param name="Reason">Why, in words; null where the stage says it all.</param>
/// <param name="Wait">How long the wait is likely to be; null where nobody knows.</param>
public sealed record TurnStatus(TurnStage Stage, string? Host = null, string? Model = null, int? Position = null, string? Reason = null, TimeSpan? Wait = null)
{
    /// <inheritdoc cref="TurnStatus(TurnStage, string?, string?, int?, string?, TimeSpan?)" path="/param[@name='Reason']"/>
    public string? Reason { get => field ?? Plan?.Candidates[0].Reason; init; } = Reason;

    /// <summary>The plan whose first place was chosen. It is put into words only when somebody asks for the reason: most turns end before anybody does.</summary>
    internal RoutePlan? Plan { get; init; }
}
