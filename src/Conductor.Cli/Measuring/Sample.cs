namespace Conductor.Cli.Measuring;

/// <summary>One run: how long it took, on the clock and on processors, how many operations it did, and what they allocated or kept.</summary>
internal readonly record struct Sample(TimeSpan Elapsed, TimeSpan Processor, long Operations, double BytesEach)
{
    public double ProcessorNanosecondsEach => Processor.TotalNanoseconds / Operations;

    public double NanosecondsEach => Elapsed.TotalNanoseconds / Operations;
}
