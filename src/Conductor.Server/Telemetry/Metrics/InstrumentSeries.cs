using System.Diagnostics.Metrics;

namespace Conductor.Server.Telemetry.Metrics;

/// <summary>What an instrument's numbers mean.</summary>
internal enum SeriesKind
{
    /// <summary>Grows only.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>How often values fell into which range.</summary>
    Histogram,
}

/// <summary>One instrument with a series for each set of tags that it was measured with. Safe for concurrent callers.</summary>
/// <remarks>
/// At most <see cref="Most"/> sets of tags are kept apart; what comes with more is added up under <c>otel_metric_overflow="true"</c>, so that
/// a tag with too many values costs a bounded amount of memory and no measurement is lost.
/// </remarks>
internal sealed class InstrumentSeries
{
    /// <summary>Series of one instrument, at most.</summary>
    public const int Most = 1000;

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel.metric.overflow", "true")];

    // The runtime publishes these two as counters, and yet they go down again.
    private static readonly string[] MistakenForCounters = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    private readonly bool _isObserved;
    private readonly double[] _bounds;
    // Protects the making of a series; finding one takes no lock.
    private readonly Lock _making = new();
    private Series[] _series = [];

    public InstrumentSeries(Instrument instrument)
    {
        Instrument = instrument;
        _isObserved = instrument.IsObservable;
        Kind = KindOf(instrument);
        _bounds = Kind == SeriesKind.Histogram ? HistogramBounds.Of(instrument) : [];
    }

    /// <summary>The instrument.</summary>
    public Instrument Instrument { get; }

    /// <summary>What its numbers mean.</summary>
    public SeriesKind Kind { get; }

    /// <summary>The series so far, in the order in which their tags were first seen.</summary>
    public IReadOnlyList<Series> Series => Volatile.Read(ref _series);

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags) ?? Make(tags);
        if (_isObserved)
            series.Set(value);
        else
            series.Add(value);
    }

    /// <summary>Drops what was observed last: a thing that is gone is not observed again, and must not live on in its number.</summary>
    public void Forget()
    {
        if (!_isObserved)
            return;
        lock (_making)
            Volatile.Write(ref _series, []);
    }

    private Series? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in Volatile.Read(ref _series))
            if (series.Has(tags))
                return series;
        return null;
    }

    private Series Make(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_making)
        {
            if (Find(tags) is { } made)
                return made;
            if (_series.Length >= Most)
                return Find(Overflow) ?? Keep(new Series(Overflow, _bounds));
            return Keep(new Series(tags.ToArray(), _bounds));
        }
    }

    private Series Keep(Series series)
    {
        Volatile.Write(ref _series, [.. _series, series]);
        return series;
    }

    private static SeriesKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (definition == typeof(Histogram<>))
            return SeriesKind.Histogram;
        var isCounter = definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>);
        return isCounter && !MistakenForCounters.Contains(instrument.Name) ? SeriesKind.Counter : SeriesKind.Gauge;
    }
}
