using System.Collections.Immutable;

namespace Conductor.Core.Admission;

/// <summary>How callers share the hosts. Immutable. (How many turns may wait is each host's own, see <see cref="Backends.BackendPlan.QueueLimit"/>.)</summary>
public sealed record AdmissionPlan
{
    /// <summary>The defaults.</summary>
    public static AdmissionPlan Default { get; } = new();

    /// <summary>What is said of single callers, by their name (a key's name, else the surface's).</summary>
    public ImmutableDictionary<string, CallerShare> Callers { get; init; } = ImmutableDictionary<string, CallerShare>.Empty;

    /// <summary>What goes for all others, each of them.</summary>
    public CallerShare AnyCaller { get; init; } = CallerShare.Default;

    /// <summary>How long a model keeps its place in a host's memory while turns for another one wait that has no place there.</summary>
    /// <value>Default 10 s; from 0 (the order of arrival alone decides) to 10 min.</value>
    public TimeSpan SwitchAge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The least time between two reports of its position to one that waits; unchanged positions are not reported.</summary>
    /// <value>Default 1 s; from 100 ms to 1 min.</value>
    public TimeSpan ReportPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What goes for a caller.</summary>
    public CallerShare Of(string caller) => Callers.GetValueOrDefault(caller, AnyCaller);
}

/// <summary>What one caller gets beside others who wait for the same model. Immutable.</summary>
public sealed record CallerShare
{
    /// <summary>The share of somebody of whom nothing is said.</summary>
    public static CallerShare Default { get; } = new();

    /// <summary>Its share of a host's time relative to others'.</summary>
    /// <value>Default 1; from 1 to 1,000.</value>
    public int Weight { get; init; } = 1;

    /// <summary>
    /// How pressing its turns are; a turn may ask for less, never for more. Null: each turn's kind of work decides, and it may ask for what it likes.
    /// </summary>
    public TurnPriority? Priority { get; init; }
}
