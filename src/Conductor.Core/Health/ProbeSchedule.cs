namespace Conductor.Core.Health;

/// <summary>How often a host is asked for its news. Immutable.</summary>
public sealed record ProbePlan
{
    /// <summary>The defaults.</summary>
    public static ProbePlan Default { get; } = new();

    /// <summary>Time between two probes of a host that answers and is in use.</summary>
    /// <value>Default 10 s; from 100 ms to 1 h.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a host counts as in use after a turn, or after a wish for one.</summary>
    /// <value>Default 1 min.</value>
    public TimeSpan Interest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much the interval varies by chance, up and down.</summary>
    /// <value>Default 0.2; from 0 to 0.5.</value>
    public double Jitter { get; init; } = 0.2;
}

/// <summary>
/// Says when a host is to be probed next: while somebody uses it, or would if it were up, and else never, so that an idle conductor has
/// no timer. Owned by one actor.
/// </summary>
internal sealed class ProbeSchedule(ProbePlan plan, TimeProvider time, Random random)
{
    private long? _wantedAt;
    private long _probedAt;
    private TimeSpan _interval = plan.Interval;

    /// <summary>Somebody uses the host or would like to.</summary>
    public bool IsWanted => _wantedAt is { } at && time.GetElapsedTime(at) < plan.Interest;

    /// <summary>A turn goes there, or would if it could.</summary>
    public void Wanted() => _wantedAt = time.GetTimestamp();

    /// <summary>A probe has ended.</summary>
    public void Probed()
    {
        _probedAt = time.GetTimestamp();
        _interval = plan.Interval * (1 + plan.Jitter * (2 * random.NextDouble() - 1));
    }

    /// <summary>How long until the next probe; null for none until somebody wants the host again.</summary>
    /// <param name="isUp">The host answers as far as is known.</param>
    /// <param name="restLeft">How long it is to be left alone.</param>
    public TimeSpan? NextIn(bool isUp, TimeSpan restLeft)
    {
        if (!IsWanted)
            return null;
        if (!isUp)
            return restLeft;
        var left = _interval - time.GetElapsedTime(_probedAt);
        return left > restLeft ? left : restLeft;
    }
}
