using System.Diagnostics.Metrics;

namespace Conductor.Server.Telemetry.Metrics;

/// <summary>The ranges that a histogram counts in: those that its maker advises, else some that fit its unit.</summary>
internal static class HistogramBounds
{
    // From a tenth of a millisecond (a queue that is empty) to ten minutes (a long answer).
    private static readonly double[] Seconds =
        [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    private static readonly double[] Numbers = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];

    public static double[] Of(Instrument instrument) =>
        Advised<double>(instrument) ?? Advised<float>(instrument) ?? Advised<long>(instrument) ?? Advised<int>(instrument)
        ?? (instrument.Unit == "s" ? Seconds : Numbers);

    private static double[]? Advised<T>(Instrument instrument)
        where T : struct, IConvertible =>
        instrument is Instrument<T> { Advice.HistogramBucketBoundaries: { } bounds }
            ? [.. bounds.Select(bound => bound.ToDouble(System.Globalization.CultureInfo.InvariantCulture))]
            : null;
}
