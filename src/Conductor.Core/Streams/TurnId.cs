namespace Conductor.Core.Streams;

/// <summary>Names one turn, everywhere and for ever. Sorts by the time of its making (UUID version 7).</summary>
public readonly record struct TurnId(Guid Value)
{
    /// <summary>Makes a new one.</summary>
    public static TurnId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
