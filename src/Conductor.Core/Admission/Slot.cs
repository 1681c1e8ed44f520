using Conductor.Core.Backends;
using Conductor.Core.Health;

namespace Conductor.Core.Admission;

/// <summary>The right of one turn to be on the host. Given and taken back by a <see cref="Gatekeeper"/>, which owns it.</summary>
internal sealed class Slot(QueuedTurn<RunTurn> turn, GateLane lane, HostPass pass, bool isResident)
{
    public RunTurn Order => Turn.Turn;

    public QueuedTurn<RunTurn> Turn { get; } = turn;

    public GateLane Lane { get; } = lane;

    public HostPass Pass { get; } = pass;

    /// <summary>The host held the model in memory when the turn began.</summary>
    public bool WasResident { get; } = isResident;

    /// <summary>Who answers for the turn.</summary>
    public RunClaim Claim { get; } = new();

    /// <summary>The first of an answer has come.</summary>
    public bool HasStreamed { get; set; }

    /// <summary>When it did (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long StreamsSince { get; set; }
}
