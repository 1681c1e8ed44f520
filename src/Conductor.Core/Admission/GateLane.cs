using Conductor.Core.Backends;
using Conductor.Core.Routing;

namespace Conductor.Core.Admission;

/// <summary>The turns of one model, with one set of load options, at one host: those that wait and those that are served. Owned by a <see cref="Gatekeeper"/>.</summary>
internal sealed class GateLane(string model, LoadKey key, QueuePlan plan, BackendGauge gauge, TimeProvider time)
{
    private long _openedAt;
    private long _quietSince = time.GetTimestamp();
    private long _closedAt = time.GetTimestamp();

    public string Model { get; } = model;

    public LoadKey Key { get; } = key;

    /// <summary>How the model is doing, all its lanes together.</summary>
    public BackendGauge Gauge { get; } = gauge;

    public AdmissionQueue<RunTurn> Queue { get; } = new(plan, time);

    /// <summary>Slots that are taken, those among them whose turn is over but whose host may still be at work.</summary>
    public int Serving { get; private set; }

    /// <summary>Its turns may be served.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>It finishes what it serves and begins nothing more.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Nothing of it waits or is served.</summary>
    public bool IsQuiet => Serving == 0 && Queue.Count == 0;

    public bool MayBegin => IsOpen && !IsDraining && Queue.Count > 0 && Serving < plan.Slots;

    public void Open() => (IsOpen, IsDraining, _openedAt) = (true, false, time.GetTimestamp());

    public void Drain() => IsDraining = true;

    public void Close() => (IsOpen, IsDraining, _closedAt) = (false, false, time.GetTimestamp());

    public void Take() => Serving++;

    public void GiveBack()
    {
        Serving--;
        _quietSince = time.GetTimestamp();
    }

    /// <summary>What the switch policy must know of it.</summary>
    public ModelLane View(bool isResident) => new(
        Model,
        IsOpen,
        IsDraining,
        isResident,
        Serving,
        Queue.Count,
        // A lane that has had its stretch waits anew: else one long queue would be the oldest again at every change.
        Queue.Oldest is { } oldest ? time.GetElapsedTime(Math.Max(oldest, _closedAt)) : default,
        time.GetElapsedTime(_openedAt),
        time.GetElapsedTime(_quietSince));
}
