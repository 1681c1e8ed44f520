using Conductor.Core.Backends;
using Conductor.Core.Streams;

namespace Conductor.Core.Admission;

/// <summary>
/// Tells those who wait where they stand: at once when they come, and then when it has changed by enough to matter, but not oftener than the
/// plan's pause. A long queue is told in coarse steps, so that a wait costs its log a few dozen entries, however long it is. Owned by a gatekeeper.
/// </summary>
internal sealed class QueueReports(TimeSpan pause, TimeProvider time)
{
    private long _reportedAt = time.GetTimestamp();

    /// <summary>How long until the next reports.</summary>
    public TimeSpan? NextIn => pause - time.GetElapsedTime(_reportedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Tells one that has just come.</summary>
    public static void Report(QueuedTurn<RunTurn> turn, GateLane lane) => Tell(turn, lane, lane.Queue.Position(turn));

    /// <summary>Tells all of a lane whose position has changed.</summary>
    public static void Report(GateLane lane)
    {
        foreach (var (turn, position) in lane.Queue.Positions())
            if (Matters(turn.ToldPosition, position))
                Tell(turn, lane, position);
    }

    /// <summary>All lanes have been told.</summary>
    public void Reported() => _reportedAt = time.GetTimestamp();

    private static void Tell(QueuedTurn<RunTurn> turn, GateLane lane, int position)
    {
        turn.ToldPosition = position;
        turn.Turn.Log.Append(EntryKind.Status, new TurnStatus(TurnStage.Queued, Model: lane.Model, Position: position, Wait: lane.Queue.EstimateWait(position)));
    }

    private static bool Matters(int told, int now) => now != told && (now < 10 || Math.Abs(now - told) * 4 >= told);
}
