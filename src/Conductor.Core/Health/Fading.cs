namespace Conductor.Core.Health;

/// <summary>How failures are forgotten: by half in a minute, so that a place that nobody asks is given another chance.</summary>
internal static class Fading
{
    private const double HalfLifeSeconds = 60;

    /// <summary>What is left of a rate of failures.</summary>
    /// <param name="rate">The rate, from 0 to 1.</param>
    /// <param name="age">Time stamps since then.</param>
    /// <param name="ticksPerSecond">Time stamps per second.</param>
    public static double Of(double rate, long age, long ticksPerSecond) =>
        rate <= 0 ? 0 : rate * Math.Pow(2, -(double)age / ticksPerSecond / HalfLifeSeconds);
}
