namespace Conductor.Actor;

/// <summary>What a worker was seen doing.</summary>
/// <param name="Cell">The actor whose turn it was.</param>
/// <param name="Message">The message at hand.</param>
/// <param name="Handling">How many messages the worker has handled: the same message may come again, and is then another one to it.</param>
internal readonly record struct Sighting(ActorCell Cell, object Message, long Handling)
{
    /// <summary>The time stamp at which it was first seen.</summary>
    internal long Since { get; init; }

    /// <summary>It was logged.</summary>
    internal bool IsTold { get; init; }

    internal bool IsSameAs(in Sighting other) => ReferenceEquals(Cell, other.Cell) && ReferenceEquals(Message, other.Message) && Handling == other.Handling;
}
