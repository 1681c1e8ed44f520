using Conductor.Core.Health;
using Conductor.Core.Models;

namespace Conductor.Core.Hosts;

/// <summary>
/// Asks a host for its news, one question at a time, and knows when the next one is due: while somebody uses the host or would like to, and else
/// never, so that an idle conductor sleeps. Owned by the host's actor.
/// </summary>
internal sealed class HostProber(HostPlan plan, ProbePlan probes, TimeProvider time, Random random)
{
    // Failures come in crowds, one question answers them all.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(250);

    private readonly ProbeSchedule _schedule = new(probes, time, random);
    private long _probedAt;
    private bool _isSuspect;

    /// <summary>A question is out.</summary>
    public bool IsOut { get; private set; }

    /// <summary>A look into its memory is out.</summary>
    public bool IsLooking { get; private set; }

    /// <summary>How old the last answer is.</summary>
    public TimeSpan Age => time.GetElapsedTime(_probedAt);

    /// <summary>A turn goes there, or would if it could.</summary>
    public void Wanted() => _schedule.Wanted();

    /// <summary>A turn failed there: what is known may be wrong.</summary>
    public void Suspect() => _isSuspect = true;

    /// <summary>How long until the next question; null for none until somebody wants the host again.</summary>
    public TimeSpan? NextIn(bool isUp, TimeSpan restLeft)
    {
        if (IsOut)
            return null;
        if (!_isSuspect)
            return _schedule.NextIn(isUp, restLeft);
        return LeastPause - Age is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Whether everything may be asked now: not while such a question is out. <see cref="ProbeAsync"/> must follow.</summary>
    public bool TryAsk()
    {
        if (IsOut)
            return false;
        (IsOut, _isSuspect) = (true, false);
        return true;
    }

    /// <summary>Whether its memory may be looked into now: not while such a question is out. <see cref="LookAsync"/> must follow.</summary>
    public bool TryLook() => !IsLooking && (IsLooking = true);

    /// <summary>The answer to everything is there.</summary>
    public void Answered()
    {
        IsOut = false;
        _probedAt = time.GetTimestamp();
        _schedule.Probed();
    }

    /// <summary>The answer about its memory is there.</summary>
    public void LookAnswered() => IsLooking = false;

    /// <summary>Asks for everything. Touches nothing of this.</summary>
    public async Task<HostFindings> ProbeAsync(CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(plan.ProbeTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            return await plan.Driver.ProbeAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new HostFindings { Problem = $"{plan.Driver.Address} did not answer within {plan.ProbeTimeout.TotalSeconds:0.###} s. Is the server running there?" };
        }
    }

    /// <summary>Asks what is in its memory. Touches nothing of this.</summary>
    public async Task<IReadOnlyList<ResidentModel>?> LookAsync(CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(plan.ProbeTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            return await plan.Driver.LookAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
