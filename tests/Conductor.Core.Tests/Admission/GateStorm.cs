using Conductor.Core.Backends;
using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Tests.Admission;

/// <summary>Everything that can happen at a gate, at random, with a ledger beside it that must agree.</summary>
internal sealed class GateStorm(GateScene scene, Random random)
{
    private static readonly string[] Models = ["a", "b", "c", "d"];

    private static readonly Ending[] Ends =
    [
        Ending.Completed, Ending.Completed, Ending.Completed, new(StreamEnd.CancelledByUser), new(StreamEnd.SurfaceGone), new(StreamEnd.FirstTokenTimeout),
        new(StreamEnd.BackendCut), new(StreamEnd.BackendFailed, "refused"), new(StreamEnd.BackendFailed, "busy", 429, TimeSpan.FromSeconds(1)),
        new(StreamEnd.BackendFailed, "crashed", 500),
    ];

    private readonly HashSet<RunTurn> _out = [];

    public void Run(int events)
    {
        for (var i = 0; i < events; i++)
        {
            Step(random.Next(12));
            Settle();
        }
        Clear();
    }

    private void Step(int what)
    {
        switch (what)
        {
            case < 5:
                _out.Add(scene.Admit(Models[random.Next(Models.Length)], $"c{random.Next(5)}", random.Next(2) == 0, random.Next(4) == 0 ? new LoadKey(1024 * random.Next(1, 3)) : default));
                break;
            case < 8 when scene.Running.Count > 0:
                EndOne();
                break;
            case 8 when _out.Count > 0:
                Cancel(_out.ElementAt(random.Next(_out.Count)));
                break;
            case 9:
                scene.Gate.Close(random.Next(4) == 0 ? new Ending(StreamEnd.BackendFailed, "down") : null);
                break;
            case 10 when random.Next(2) == 0:
                scene.Hold(Models[random.Next(Models.Length)]);
                break;
            case 10:
                scene.Drop(Models[random.Next(Models.Length)]);
                break;
            default:
                scene.Time.Advance(TimeSpan.FromMilliseconds(random.Next(5000)));
                scene.Gate.Look();
                break;
        }
    }

    private void EndOne()
    {
        var slot = scene.Running[random.Next(scene.Running.Count)];
        if (random.Next(2) == 0)
            scene.Gate.Streams(slot.Order);
        _out.Remove(slot.Order);
        scene.End(slot, Ends[random.Next(Ends.Length)]);
        // What is reported twice is taken once.
        Assert.Null(scene.Gate.Release(slot.Order, Ending.Completed, out _));
    }

    private void Cancel(RunTurn order)
    {
        if (scene.Gate.TryRemove(order.Turn, out var waiting))
            Assert.True(_out.Remove(waiting!));
        else
            Assert.NotNull(scene.Gate.SlotOf(order.Turn));
    }

    private void Settle()
    {
        foreach (var (order, _) in scene.Refused)
            Assert.True(_out.Remove(order));
        scene.Refused.Clear();
        Assert.Equal(_out.Count, scene.Gate.Waiting + scene.Gate.Serving);
        Assert.Equal(scene.Running.Count, scene.Gate.Serving);
        foreach (var model in Models)
        {
            var gauge = scene.Gauges.Of(model);
            Assert.InRange(gauge.Serving + gauge.Draining, 0, 3 * 3);
            Assert.Equal(scene.Running.Count(slot => slot.Lane.Model == model), gauge.Serving);
        }
        Assert.Equal(scene.Gate.Waiting, Models.Sum(model => scene.Gauges.Of(model).Waiting));
    }

    // In the end everything gets its turn, and nothing is left.
    private void Clear()
    {
        scene.Gate.Close(null);
        for (var patience = 0; _out.Count > 0; patience++)
        {
            Assert.InRange(patience, 0, 100_000);
            while (scene.Running.Count > 0)
            {
                _out.Remove(scene.Running[0].Order);
                scene.End(scene.Running[0]);
            }
            scene.Time.Advance(TimeSpan.FromSeconds(1));
            scene.Gate.Look();
            Settle();
        }
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        scene.Gate.Look();
        Assert.Null(scene.Gate.NextLook);
        Assert.All(Models, model => Assert.Equal((0, 0, 0), (scene.Gauges.Of(model).Serving, scene.Gauges.Of(model).Waiting, scene.Gauges.Of(model).Draining)));
    }
}
