using Conductor.Core.Streams;

namespace Conductor.Core.Admission;

/// <summary>A turn in an <see cref="AdmissionQueue{TTurn}"/>, from its admission until it has been served. Owned by the queue.</summary>
internal sealed class QueuedTurn<TTurn>
{
    internal QueuedTurn(TurnId id, TTurn turn, CallerFlow<TTurn> flow, long since) =>
        (Id, Turn, Flow, Since) = (id, turn, flow, since);

    public TurnId Id { get; }

    public TTurn Turn { get; }

    /// <summary>When it came (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long Since { get; }

    /// <summary>When it was taken to be served; 0 before.</summary>
    public long ServedSince { get; internal set; }

    internal CallerFlow<TTurn> Flow { get; }

    // Its neighbors among the turns of its caller.
    internal QueuedTurn<TTurn>? Before { get; set; }

    internal QueuedTurn<TTurn>? Behind { get; set; }

    // Its neighbors among all turns, in the order in which they came.
    internal QueuedTurn<TTurn>? Older { get; set; }

    internal QueuedTurn<TTurn>? Younger { get; set; }
}
