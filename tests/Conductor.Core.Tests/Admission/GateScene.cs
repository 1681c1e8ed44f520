using Conductor.Core.Admission;
using Conductor.Core.Backends;
using Conductor.Core.Health;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Admission;

/// <summary>A gatekeeper on virtual time, and all that it has ordered.</summary>
internal sealed class GateScene : IGateOrders
{
    private readonly HashSet<string> _held = [];

    public GateScene(int parallel = 1, int queueLimit = 1024)
    {
        var circuits = new HostCircuits(CircuitPlan.Default with { Jitter = 0 }, Time, new Random(1), HostGauge, Gauges);
        var plan = new GatePlan("h", new BackendPlan { Parallel = parallel, QueueLimit = queueLimit }, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        Gate = new Gatekeeper(plan, this, circuits, Gauges, Time);
    }

    public VirtualTime Time { get; } = new();

    public BackendGauge HostGauge { get; } = new();

    public HostGauges Gauges { get; } = new();

    public Gatekeeper Gate { get; }

    public List<Slot> Running { get; } = [];

    public List<(RunTurn Order, Ending Ending)> Refused { get; } = [];

    public static IEnumerable<TurnStatus> Statuses(RunTurn order)
    {
        var reader = order.Log.Reread();
        while (reader.TryRead(out var entry))
            if (entry.Status is { } status)
                yield return status;
    }

    public RunTurn Admit(string model, string caller = "c", bool isLastResort = false, LoadKey key = default)
    {
        var order = new RunTurn(TurnId.New(Time), 1, new ModelRequest { Model = model }, new ResponseLog(), caller, ActorRefs.Nobody)
        {
            IsLastResort = isLastResort,
            LoadKey = key,
        };
        Gate.Admit(order);
        return order;
    }

    public void Hold(string model) => _held.Add(model);

    public void Drop(string model) => _held.Remove(model);

    public void End(Slot slot, Ending? ending = null)
    {
        Running.Remove(slot);
        Assert.NotNull(Gate.Release(slot.Order, ending ?? Ending.Completed, out _));
    }

    void IGateOrders.Begin(Slot slot) => Running.Add(slot);

    void IGateOrders.Refuse(RunTurn order, Ending ending) => Refused.Add((order, ending));

    bool IGateOrders.Holds(string model, LoadKey key) => _held.Contains(model);
}
