namespace Conductor.Server.Telemetry.Metrics;

/// <summary>The numbers of one instrument for one set of tags. Safe for concurrent callers; nothing here locks.</summary>
/// <param name="tags">The tags, in the order in which the instrument gives them.</param>
/// <param name="bounds">The upper ends of a histogram's ranges; empty for all else.</param>
internal sealed class Series(KeyValuePair<string, object?>[] tags, double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length == 0 ? 0 : bounds.Length + 1];
    private double _value;

    /// <summary>The tags.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Tags => tags;

    /// <summary>The upper ends of the ranges.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>The value; of a histogram, the sum of all values.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>Values so far in each range, the last one being what is above all bounds.</summary>
    public long CountIn(int range) => Volatile.Read(ref _counts[range]);

    /// <summary>Whether these are its tags. Tags in another order are another series, which the instruments of Conductor never do.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length)
            return false;
        for (var index = 0; index < tags.Length; index++)
            if (tags[index].Key != others[index].Key || !Equals(tags[index].Value, others[index].Value))
                return false;
        return true;
    }

    /// <summary>Takes an observed value in place of the one before.</summary>
    public void Set(double value) => Volatile.Write(ref _value, value);

    /// <summary>Takes a measured value on top of those before.</summary>
    public void Add(double value)
    {
        if (_counts.Length > 0)
            Interlocked.Increment(ref _counts[RangeOf(value)]);
        var seen = Value;
        while (true)
        {
            var found = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (found.Equals(seen))
                return;
            seen = found;
        }
    }

    private int RangeOf(double value)
    {
        var at = Array.BinarySearch(bounds, value);
        return at >= 0 ? at : ~at;
    }
}
