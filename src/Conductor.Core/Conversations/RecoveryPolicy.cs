namespace Conductor.Core.Conversations;

/// <summary>What becomes of a turn that was under way when its conductor died.</summary>
public enum RecoveryPolicy
{
    /// <summary>It is asked anew: what surfaces have seen is kept where the new words agree with it. The default.</summary>
    Regenerate,

    /// <summary>It ends as <see cref="Streams.StreamEnd.NodeLost"/>, with what was saved of its answer.</summary>
    NodeLost,
}
