using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Conductor.Server.Telemetry.Metrics;

/// <summary>
/// Adds up what one conductor's instruments measure, and what the runtime measures of itself, from its start on. Safe for concurrent
/// callers.
/// </summary>
/// <remarks>
/// A measurement costs a look-up and an interlocked addition. Instruments that are observed are asked only by <see cref="Collect"/>, so an
/// idle conductor that nobody scrapes does nothing.
/// </remarks>
internal sealed class MetricsCollector : IDisposable
{
    private const string Ours = "Conductor";
    private const string Runtime = "System.Runtime";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly object _scope;
    // Protects a scrape from another that asks the same gauges at the same time.
    private readonly Lock _collecting = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="scope">The scope of the meters that are meant; meters without a scope are heard too.</param>
    public MetricsCollector(object scope)
    {
        _scope = scope;
        _listener.InstrumentPublished = OnPublished;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Take((double)value, tags, state));
        _listener.Start();
    }

    /// <summary>What has been measured so far, instruments in the order of their names. Asks every gauge now.</summary>
    public IReadOnlyList<InstrumentSeries> Collect()
    {
        lock (_collecting)
        {
            foreach (var series in _instruments.Values)
                series.Forget();
            _listener.RecordObservableInstruments();
        }
        return [.. _instruments.Values.OrderBy(series => series.Instrument.Name, StringComparer.Ordinal)];
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        var meter = instrument.Meter;
        var isOurs = meter.Name.StartsWith(Ours, StringComparison.Ordinal) && (meter.Scope is null || ReferenceEquals(meter.Scope, _scope));
        if (!isOurs && meter.Name != Runtime)
            return;
        listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, static one => new InstrumentSeries(one)));
    }

    private static void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) => ((InstrumentSeries)state!).Record(value, tags);
}
