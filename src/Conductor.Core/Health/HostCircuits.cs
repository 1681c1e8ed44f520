using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Health;

/// <summary>The rights to ask a host and one of its models.</summary>
internal readonly record struct HostPass(CircuitPass Host, CircuitPass Model);

/// <summary>
/// The circuits of one host: its own, and one per model, because a model that fails on a sound host must not take the others with it. What
/// becomes of them stands on the gauges, for the router. Owned by one actor.
/// </summary>
internal sealed class HostCircuits(CircuitPlan plan, TimeProvider time, Random random, BackendGauge hostGauge, HostGauges modelGauges)
{
    private readonly Circuit _host = new(plan, time, random);
    private readonly Dictionary<string, Circuit> _models = new(ModelNameComparer.Instance);

    /// <summary>The state of the host's own circuit.</summary>
    public CircuitState HostState => _host.State;

    /// <summary>How long the host is to be left alone; zero when it is not.</summary>
    public TimeSpan HostRest => _host.RestLeft;

    /// <summary>Whether a turn of a model would get a pass now.</summary>
    public bool WouldAdmit(string model) => _host.WouldAdmit && Of(model).WouldAdmit;

    /// <summary>How long until a turn of a model may be admitted, as far as it is a matter of time; zero when it is not.</summary>
    public TimeSpan RestOf(string model) => Of(model).RestLeft is var own && own > _host.RestLeft ? own : _host.RestLeft;

    /// <summary>Asks for the right to ask. <see cref="Leave"/> must follow, whatever happens.</summary>
    public bool TryEnter(string model, out HostPass pass)
    {
        pass = default;
        var circuit = Of(model);
        if (!_host.WouldAdmit || !circuit.WouldAdmit || !_host.TryEnter(out var host) || !circuit.TryEnter(out var own))
            return false;
        pass = new HostPass(host, own);
        if (host.IsTrial || own.IsTrial)
            Publish(model);
        return true;
    }

    /// <summary>The first output has come.</summary>
    public void Streams(string model, HostPass pass)
    {
        _host.Streams(pass.Host);
        Of(model).Streams(pass.Model);
    }

    /// <summary>An attempt has ended.</summary>
    public HostVerdict Leave(string model, HostPass pass, Ending ending)
    {
        var verdict = HostVerdict.Of(ending);
        var (host, own) = verdict switch
        {
            { Verdict: Verdict.Good } => (Verdict.Good, Verdict.Good),
            { IsWholeHost: true } => (verdict.Verdict, Verdict.Nothing),
            _ => (Verdict.Nothing, verdict.Verdict),
        };
        _host.Leave(pass.Host, host, ending.RetryAfter);
        Of(model).Leave(pass.Model, own, ending.RetryAfter);
        Publish(model);
        return verdict;
    }

    /// <summary>A free probe has ended.</summary>
    public void Probed(bool isReachable)
    {
        if (isReachable)
            _host.ProbeSucceeded();
        else
            _host.ProbeFailed();
        Publish(hostGauge, _host);
    }

    /// <summary>Forgets models that the host no longer has.</summary>
    public void Keep(IReadOnlySet<string> models)
    {
        foreach (var gone in _models.Keys.Where(model => !models.Contains(model)).ToList())
            _models.Remove(gone);
    }

    private Circuit Of(string model)
    {
        if (!_models.TryGetValue(model, out var circuit))
            _models.Add(model, circuit = new Circuit(plan, time, random));
        return circuit;
    }

    private void Publish(string model)
    {
        Publish(hostGauge, _host);
        Publish(modelGauges.Of(model), Of(model));
    }

    private static void Publish(BackendGauge gauge, Circuit circuit)
    {
        gauge.RestUntil = circuit.State == CircuitState.Open ? circuit.RestUntil : 0;
        gauge.IsOnTrial = circuit.State == CircuitState.HalfOpen && !circuit.WouldAdmit;
        gauge.SetErrorRate(circuit.ErrorRate, circuit.ErrorRateAt);
        gauge.Circuit = circuit.State;
    }
}
