using Conductor.Core.Tracing;

namespace Conductor.Server.Telemetry.Following;

/// <summary>How far a turn is that is followed: told once a second while nothing else is to be told. For one follower.</summary>
internal sealed class TurnProgress(TimeProvider time)
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private (long At, long Pieces)? _before;

    /// <summary>How far it is now; null where that is no news: between two stages, or less than a second after it was told.</summary>
    public ProgressReport? Of(TurnRecord turn)
    {
        if (turn.Stage is not { } stage)
            return null;
        var (now, pieces) = (time.GetTimestamp(), turn.Pieces);
        if (_before is not { } before)
        {
            _before = (now, pieces);
            return null;
        }
        var span = time.GetElapsedTime(before.At, now);
        if (span < Pause)
            return null;
        _before = (now, pieces);
        return new ProgressReport(stage.Name, (time.GetUtcNow() - stage.Since).TotalSeconds, pieces, (pieces - before.Pieces) / span.TotalSeconds);
    }
}

/// <summary>How far a turn is.</summary>
/// <param name="Stage">The stage that it is in.</param>
/// <param name="Seconds">Since when.</param>
/// <param name="Pieces">Pieces of its log so far, most of them tokens.</param>
/// <param name="Rate">Pieces a second of late.</param>
internal sealed record ProgressReport(string Stage, double Seconds, long Pieces, double Rate);
