using System.Collections.Immutable;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Core.Hosts;

/// <summary>What is known of a host: from probes, from looks into its memory, and from its answers. Owned by the host's actor.</summary>
internal sealed class HostKnowledge(HostPlan plan, IActorRef self, TimeProvider time)
{
    private readonly PlaceEstimate _places = new(plan);
    private readonly HashSet<string> _heldByAnswer = new(ModelNameComparer.Instance);

    /// <summary>All of it, as others see it.</summary>
    public HostSnapshot Snapshot { get; private set; } = new()
    {
        Name = plan.Name,
        Kind = plan.Driver.Kind,
        Address = plan.Driver.Address,
        Ref = self,
        Driver = plan.Driver,
        Parallel = plan.Backend.Parallel,
        Weight = plan.Weight,
        Timeouts = plan.Backend.Timeouts,
        IsStandIn = plan.IsStandIn,
    };

    /// <summary>How many models it holds at a time, as far as is known.</summary>
    public int Places => _places.Places;

    /// <summary>A probe has ended.</summary>
    /// <returns>Models that were let go before their time since the last look.</returns>
    public IReadOnlyList<string> Probed(HostFindings findings)
    {
        if (!findings.IsReachable)
        {
            _heldByAnswer.Clear();
            Snapshot = Snapshot with { Health = HostHealth.Down, Problem = findings.Problem };
            return [];
        }
        var before = Snapshot.Findings.Resident;
        var models = findings.Models.Where(model => IsUsed(model.Name)).ToList();
        var used = models.Count == findings.Models.Count ? findings : findings with { Models = models };
        Snapshot = Snapshot with { Health = HostHealth.Up, Findings = used, Problem = null };
        return Looked(before, findings.Resident);
    }

    /// <summary>The host's memory was looked into.</summary>
    /// <returns>Models that were let go before their time since the last look.</returns>
    public IReadOnlyList<string> Looked(IReadOnlyList<ResidentModel> resident)
    {
        var before = Snapshot.Findings.Resident;
        Snapshot = Snapshot with { Findings = Snapshot.Findings with { Resident = resident } };
        return Looked(before, resident);
    }

    /// <summary>The first of an answer came: the model is in memory, with the options that were asked for.</summary>
    /// <returns>Whether that was news.</returns>
    public bool Answered(string model, LoadKey key)
    {
        if (!key.IsAny && key.Others.Length > 0 && Snapshot.LoadedWith.GetValueOrDefault(ModelName.Normalize(model)) != key.Others)
            Snapshot = Snapshot with { LoadedWith = Snapshot.LoadedWith.SetItem(ModelName.Normalize(model), key.Others) };
        return Resident(model) is null && _heldByAnswer.Add(model);
    }

    /// <summary>Whether it holds a model in memory as the key needs it.</summary>
    public bool Holds(string model, LoadKey key) =>
        Resident(model) is { } held ? Fits(held, key) : _heldByAnswer.Contains(model) && key.IsAny;

    /// <summary>It holds the model, but with other load options than the key's, so that it would be loaded again.</summary>
    public bool HoldsOtherwise(string model, LoadKey key) => Resident(model) is { } held && !Fits(held, key);

    private IReadOnlyList<string> Looked(IReadOnlyList<ResidentModel> before, IReadOnlyList<ResidentModel> now)
    {
        _heldByAnswer.Clear();
        var loaded = Snapshot.LoadedWith.RemoveRange(Snapshot.LoadedWith.Keys.Where(model => Resident(model) is null));
        Snapshot = Snapshot with { LoadedWith = loaded };
        return _places.Looked(before, now, time.GetUtcNow());
    }

    private bool Fits(ResidentModel held, LoadKey key) =>
        key.Fits(FleetIndex.LoadedContext(held), Snapshot.LoadedWith.GetValueOrDefault(ModelName.Normalize(held.Name), ""));

    private ResidentModel? Resident(string model) => Snapshot.Findings.Resident.FirstOrDefault(one => ModelName.AreSame(one.Name, model));

    private bool IsUsed(string model) => plan.Models.IsEmpty || plan.Models.Contains(model, ModelNameComparer.Instance);
}
