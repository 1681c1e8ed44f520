using Conductor.Core.Streams;

namespace Conductor.Core.Admission;

/// <summary>A turn in an <see cref="AdmissionQueue{TTurn}"/>, from its admission until it has been served. Owned by the queue.</summary>
internal sealed class QueuedTurn<TTurn>
{
    private int _deadlinePlace = -1;

    internal QueuedTurn(TurnId id, TTurn turn, CallerFlow<TTurn> flow, long since, long deadline) =>
        (Id, Turn, Flow, Since, Deadline) = (id, turn, flow, since, deadline);

    public TurnId Id { get; }

    public TTurn Turn { get; }

    /// <summary>When it came (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long Since { get; }

    /// <summary>The time stamp from which on it has waited too long.</summary>
    public long Deadline { get; }

    /// <summary>When it was taken to be served; 0 before.</summary>
    public long ServedSince { get; internal set; }

    /// <summary>The position that it was last told; -1 before.</summary>
    public int ToldPosition { get; set; } = -1;

    internal CallerFlow<TTurn> Flow { get; }

    // Its neighbors among the turns of its caller.
    internal QueuedTurn<TTurn>? Before { get; set; }

    internal QueuedTurn<TTurn>? Behind { get; set; }

    // Its neighbors among all turns, in the order in which they came.
    internal QueuedTurn<TTurn>? Older { get; set; }

    internal QueuedTurn<TTurn>? Younger { get; set; }

    /// <summary>The turn whose patience ends first comes first; among equals the one whose name is older.</summary>
    internal readonly struct ByDeadline : IHeapOrder<QueuedTurn<TTurn>>
    {
        public static bool IsBefore(QueuedTurn<TTurn> one, QueuedTurn<TTurn> other) =>
            one.Deadline != other.Deadline ? one.Deadline < other.Deadline : one.Id.Value.CompareTo(other.Id.Value) < 0;

        public static ref int Place(QueuedTurn<TTurn> item) => ref item._deadlinePlace;
    }
}
