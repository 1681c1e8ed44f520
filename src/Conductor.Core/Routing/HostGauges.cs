using System.Collections.Concurrent;
using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>The gauges of a host's models: the same object for a model as long as anybody uses it. Safe for concurrent callers.</summary>
public sealed class HostGauges
{
    private readonly ConcurrentDictionary<string, BackendGauge> _byModel = new(ModelNameComparer.Instance);

    /// <summary>The gauge of a model, made when it is first asked for.</summary>
    public BackendGauge Of(string model) => _byModel.GetOrAdd(model, static _ => new BackendGauge());

    /// <summary>Those that were asked for, each with its model.</summary>
    public IEnumerable<KeyValuePair<string, BackendGauge>> Used => _byModel;

    /// <summary>Forgets models that the host no longer has, once nothing is assigned to them.</summary>
    internal void Keep(IReadOnlySet<string> models)
    {
        foreach (var (model, gauge) in _byModel)
            if (!models.Contains(model) && gauge.Assigned == 0)
                _byModel.TryRemove(model, out _);
    }
}
