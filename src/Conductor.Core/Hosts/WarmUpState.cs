namespace Conductor.Core.Hosts;

/// <summary>Where the loading of a model that nobody has asked for yet stands.</summary>
public enum WarmUpStage
{
    /// <summary>Not begun: no host has the model, or the host has real work to do.</summary>
    Waiting,

    /// <summary>The host loads it.</summary>
    Loading,

    /// <summary>The host holds it.</summary>
    Loaded,
}

/// <summary>One model that is brought into memory before somebody asks for it.</summary>
/// <param name="Model">Its name as the operator wrote it; empty for the default model.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Host">The host; null while none was chosen.</param>
/// <param name="Reason">Why it waits, in words; null where the stage says it all.</param>
public sealed record WarmUpState(string Model, WarmUpStage Stage = WarmUpStage.Waiting, string? Host = null, string? Reason = null);
