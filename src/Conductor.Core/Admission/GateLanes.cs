using Conductor.Core.Backends;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Core.Admission;

/// <summary>The lanes of one host, and which of them are open: as many as there are models in its memory at a time. Owned by a <see cref="Gatekeeper"/>.</summary>
internal sealed class GateLanes(GatePlan plan, IGateOrders orders, HostGauges gauges, TimeProvider time)
{
    // Every lane is looked at whenever something happens: a caller that makes up load options must not make that dear.
    private const int Most = 256;

    private readonly List<GateLane> _lanes = [];

    /// <summary>All lanes, to be looked at. As what they are: behind an interface each of the many looks would allocate.</summary>
    public List<GateLane> All => _lanes;

    /// <summary>How many models the host holds in memory at a time; <see cref="int.MaxValue"/> for all it has.</summary>
    public int Places { get; set; } = int.MaxValue;

    /// <summary>Turns that wait.</summary>
    public int Waiting
    {
        get
        {
            var waiting = 0;
            foreach (var lane in _lanes)
                waiting += lane.Queue.Count;
            return waiting;
        }
    }

    /// <summary>How long until models are to be changed; null while time alone changes none.</summary>
    public TimeSpan? NextChange => SwitchPolicy.NextLook(Views(), plan.SwitchAge);

    /// <summary>The lane of a turn, made if there is none; null where there are too many.</summary>
    public GateLane? For(RunTurn order)
    {
        var model = order.Request.Model;
        // Where models do not push each other out, load options are the host's own business.
        var key = Places == int.MaxValue ? LoadKey.Any : order.LoadKey;
        GateLane? found = null;
        foreach (var lane in _lanes)
        {
            if (!ModelName.AreSame(lane.Model, model) || !(key.IsAny || lane.Key == key || (lane.Key.IsAny && orders.Holds(model, key))))
                continue;
            if (found is null || (lane.IsOpen && !found.IsOpen) || lane.Key == key)
                found = lane;
        }
        return found ?? Add(model, key);
    }

    /// <summary>Forgets models that the host no longer has and that nobody waits for.</summary>
    public void Keep(IReadOnlySet<string> models) => _lanes.RemoveAll(lane => lane.IsQuiet && !models.Contains(lane.Model));

    /// <summary>Opens, drains and closes lanes until the policy wants no more.</summary>
    public void ChangeModels()
    {
        while (SwitchPolicy.Next(Views(), Places, plan.SwitchAge) is { Act: not SwitchAct.Nothing } move)
        {
            var lane = _lanes[move.Lane];
            switch (move.Act)
            {
                case SwitchAct.Open:
                    lane.Open();
                    break;
                case SwitchAct.Drain:
                    lane.Drain();
                    break;
                default:
                    lane.Close();
                    if (lane.IsQuiet)
                        _lanes.Remove(lane);
                    break;
            }
        }
    }

    private ModelLane[] Views() => [.. _lanes.Select(lane => lane.View(orders.Holds(lane.Model, lane.Key)))];

    private GateLane? Add(string model, LoadKey key)
    {
        if (_lanes.Count >= Most)
            _lanes.RemoveAll(one => one.IsQuiet && !one.IsOpen);
        if (_lanes.Count >= Most)
            return null;
        var lane = new GateLane(model, key, new QueuePlan { Limit = Math.Max(1, plan.Backend.QueueLimit), Slots = plan.Backend.Parallel }, gauges.Of(model), time);
        if (Places == int.MaxValue)
            lane.Open();
        _lanes.Add(lane);
        return lane;
    }
}
