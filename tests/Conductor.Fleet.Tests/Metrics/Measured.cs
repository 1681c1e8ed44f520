using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Conductor.Fleet.Tests.Metrics;

/// <summary>Hears everything that one conductor's fleet measures.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _all = [];
    private readonly ConcurrentDictionary<string, string?> _names = [];

    public Measured(object scope)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != "Conductor.Fleet" || !ReferenceEquals(instrument.Meter.Scope, scope))
                return;
            _names[instrument.Name] = instrument.Unit;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _all.Enqueue((instrument.Name, value, Read(tags))));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _all.Enqueue((instrument.Name, value, Read(tags))));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => _all.Enqueue((instrument.Name, value, Read(tags))));
        _listener.Start();
    }

    /// <summary>The instruments that there are, with their units.</summary>
    public IReadOnlyDictionary<string, string?> Names => _names;

    /// <summary>What was measured of one thing so far, with its tags.</summary>
    public IReadOnlyList<(double Value, Dictionary<string, object?> Tags)> Of(string name) =>
        [.. _all.Where(one => one.Name == name).Select(one => (one.Value, one.Tags))];

    /// <summary>Asks every gauge, and returns what one of them says.</summary>
    public IReadOnlyList<(double Value, Dictionary<string, object?> Tags)> Look(string name)
    {
        _all.Clear();
        _listener.RecordObservableInstruments();
        return Of(name);
    }

    public void Dispose() => _listener.Dispose();

    private static Dictionary<string, object?> Read(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(tags.ToArray());
}
