namespace Conductor.Core.Rescue;

/// <summary>How far a turn is tried again. Immutable.</summary>
public sealed record RescuePlan
{
    /// <summary>The defaults.</summary>
    public static RescuePlan Default { get; } = new();

    /// <summary>Attempts after the first one, over all hosts.</summary>
    /// <value>Default 2; from 0 (never again) to 5.</value>
    public int Attempts { get; init; } = 2;

    /// <summary>Further attempts in all, as a share of the turns; some ten per second are free.</summary>
    /// <value>Default 0.1; from 0 (none at all) to 1.</value>
    public double Budget { get; init; } = 0.1;

    /// <summary>The pause before the same host is asked again, which did not say when; doubled each time, and half of it by chance.</summary>
    /// <value>Default 400 ms; from 0 to 10 s.</value>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The longest wait that a host may ask for before the turn ends instead.</summary>
    /// <value>Default 15 s; from 0 to 10 min.</value>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(15);
}
