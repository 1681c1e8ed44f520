using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Admission;

/// <summary>Keeps the averages on a gauge (the newest counts for a fifth), and reads from them what a host is likely to do.</summary>
internal static class PlaceTimes
{
    private const double Newest = 0.2;

    // A model reads a prompt in batches and looks at its caller between two of them: no batch that is worth waiting for takes longer.
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);

    /// <summary>The first of an answer came after this time; with a model that had to be loaded, what is beyond the usual was the load.</summary>
    public static void NoteFirstToken(BackendGauge gauge, TimeSpan after, bool wasResident)
    {
        if (wasResident)
            gauge.FirstTokenSeconds = Average(gauge.FirstTokenSeconds, after.TotalSeconds);
        else
            gauge.LoadSeconds = Math.Max(1e-3, after.TotalSeconds - gauge.FirstTokenSeconds);
    }

    /// <summary>A turn held its slot for this time.</summary>
    public static void NoteService(BackendGauge gauge, TimeSpan served) =>
        gauge.ServiceSeconds = Average(gauge.ServiceSeconds, served.TotalSeconds);

    /// <summary>
    /// How long a host is likely to be at work still on a turn that has been given up while it read the prompt: that cannot be interrupted at once. Zero for
    /// all that ended by themselves, and where nothing was measured.
    /// </summary>
    public static TimeSpan? DrainTime(Slot slot, Ending ending, TimeSpan served)
    {
        if (slot.HasStreamed || ending.End is not (StreamEnd.CancelledByUser or StreamEnd.SurfaceGone or StreamEnd.FirstTokenTimeout or StreamEnd.TotalTimeout))
            return null;
        var left = TimeSpan.FromSeconds(slot.Lane.Gauge.FirstTokenSeconds) - served;
        return left < LongestDrain ? left : LongestDrain;
    }

    private static double Average(double mean, double value) => mean > 0 ? mean + Newest * (value - mean) : Math.Max(value, 1e-6);
}
