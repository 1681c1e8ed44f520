namespace Conductor.Core.Admission;

/// <summary>How long turns take on the host: an exponentially weighted moving average, in which the newest turn counts for a fifth.</summary>
internal sealed class ServiceTimes
{
    private const double Newest = 0.2;

    // One endless answer must not put its caller out for the day, nor an empty one buy it a free ride.
    private const double CheapestTurn = 0.1;
    private const double DearestTurn = 10;

    private double _meanSeconds;

    /// <summary>The average; null before the first turn has ended.</summary>
    public TimeSpan? Mean => _meanSeconds > 0 ? TimeSpan.FromSeconds(_meanSeconds) : null;

    /// <summary>Takes note of a turn.</summary>
    /// <returns>What it cost, in turns that were average until now: from a tenth to ten.</returns>
    public double Add(TimeSpan served)
    {
        var seconds = Math.Max(served.TotalSeconds, 1e-6);
        var cost = _meanSeconds > 0 ? seconds / _meanSeconds : 1;
        _meanSeconds = _meanSeconds > 0 ? _meanSeconds + Newest * (seconds - _meanSeconds) : seconds;
        return Math.Clamp(cost, CheapestTurn, DearestTurn);
    }
}
