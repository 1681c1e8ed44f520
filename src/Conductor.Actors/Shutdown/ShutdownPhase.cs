namespace Conductor.Actor;

/// <summary>One step of a <see cref="CoordinatedShutdown"/>. Given to a system with <see cref="KernelSetup.ShutdownPhases"/>.</summary>
/// <param name="Name">Unique among the phases of a system.</param>
public sealed record ShutdownPhase(string Name)
{
    /// <summary>How long the phase's tasks may take, all of them at once.</summary>
    /// <value>Default 5 s; more than zero, up to 24 days.</value>
    public TimeSpan Timeout { get; init => field = CheckedTimeout(value); } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a task that fails or is late is logged and the shutdown goes on; without this it ends there.</summary>
    /// <value>Default true.</value>
    public bool Recover { get; init; } = true;

    /// <summary>The phases that come before this one. Names that no phase has count for nothing.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>The twelve phases of every system: 5 s each, but 10 s for leaving shards, leaving the cluster, and ending the actors.</summary>
    public static IReadOnlyList<ShutdownPhase> Defaults { get; } =
    [
        new(CoordinatedShutdown.PhaseBeforeServiceUnbind),
        After(CoordinatedShutdown.PhaseBeforeServiceUnbind, CoordinatedShutdown.PhaseServiceUnbind),
        After(CoordinatedShutdown.PhaseServiceUnbind, CoordinatedShutdown.PhaseServiceRequestsDone),
        After(CoordinatedShutdown.PhaseServiceRequestsDone, CoordinatedShutdown.PhaseServiceStop),
        After(CoordinatedShutdown.PhaseServiceStop, CoordinatedShutdown.PhaseBeforeClusterShutdown),
        After(CoordinatedShutdown.PhaseBeforeClusterShutdown, CoordinatedShutdown.PhaseClusterShardingShutdownRegion, seconds: 10),
        After(CoordinatedShutdown.PhaseClusterShardingShutdownRegion, CoordinatedShutdown.PhaseClusterLeave),
        After(CoordinatedShutdown.PhaseClusterLeave, CoordinatedShutdown.PhaseClusterExiting, seconds: 10),
        After(CoordinatedShutdown.PhaseClusterExiting, CoordinatedShutdown.PhaseClusterExitingDone),
        After(CoordinatedShutdown.PhaseClusterExitingDone, CoordinatedShutdown.PhaseClusterShutdown),
        After(CoordinatedShutdown.PhaseClusterShutdown, CoordinatedShutdown.PhaseBeforeActorSystemTerminate),
        After(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, CoordinatedShutdown.PhaseActorSystemTerminate, seconds: 10),
    ];

    /// <summary>The phases in an order in which each comes behind those it depends on; otherwise as they are listed.</summary>
    internal static IReadOnlyList<ShutdownPhase> InOrder(IReadOnlyList<ShutdownPhase> phases)
    {
        var left = phases.ToList();
        if (left.GroupBy(phase => phase.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"Two shutdown phases are named '{twice.Key}'.", nameof(phases));
        var ordered = new List<ShutdownPhase>(left.Count);
        while (left.Count > 0)
        {
            var next = left.Find(phase => !left.Exists(other => phase.DependsOn.Contains(other.Name)))
                ?? throw new ArgumentException($"The shutdown phases {string.Join(", ", left.Select(phase => phase.Name))} depend on each other in a circle.", nameof(phases));
            ordered.Add(next);
            left.Remove(next);
        }
        return ordered;
    }

    private static ShutdownPhase After(string before, string name, int seconds = 5) =>
        new(name) { DependsOn = [before], Timeout = TimeSpan.FromSeconds(seconds) };

    private static TimeSpan CheckedTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(24));
        return timeout;
    }
}
