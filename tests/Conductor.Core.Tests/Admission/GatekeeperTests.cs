using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Tests.Admission;

public sealed class GatekeeperTests
{
    private static readonly Ending Unreachable = new(StreamEnd.BackendFailed, "connection refused");

    private readonly GateScene _scene = new();

    [Fact]
    public void A_host_of_one_place_finishes_one_model_before_it_loads_the_next()
    {
        _scene.Gate.Places = 1;
        foreach (var model in new[] { "a", "b", "c", "a", "b", "c" })
            _scene.Admit(model);

        var served = new List<string>();
        while (_scene.Running.Count > 0)
        {
            var slot = _scene.Running[0];
            served.Add(slot.Lane.Model);
            _scene.Hold(slot.Lane.Model);
            _scene.End(slot);
        }

        Assert.Equal(["a", "a", "b", "b", "c", "c"], served);
    }

    [Fact]
    public void A_flood_for_one_model_gives_its_place_up_after_the_age_cap()
    {
        _scene.Gate.Places = 1;
        for (var i = 0; i < 100; i++)
            _scene.Admit("flood");
        _scene.Admit("other");

        for (var second = 0; _scene.Running[0].Lane.Model == "flood"; second++)
        {
            Assert.InRange(second, 0, 12);
            _scene.Time.Advance(TimeSpan.FromSeconds(1));
            _scene.Gate.Look();
            _scene.End(_scene.Running[0]);
        }
    }

    [Fact]
    public void Who_may_go_elsewhere_does_not_wait_at_a_host_that_fails()
    {
        for (var i = 0; i < 2; i++)
        {
            _scene.Admit("m");
            _scene.End(_scene.Running[0], Unreachable);
        }
        _scene.Admit("m");
        var mayGo = _scene.Admit("m");
        var mustStay = _scene.Admit("m", isLastResort: true);
        _scene.End(_scene.Running[0], Unreachable);

        Assert.Same(mayGo, Assert.Single(_scene.Refused).Order);
        Assert.True(_scene.Gate.TryRemove(mustStay.Turn, out _));
    }

    [Fact]
    public void Who_must_stay_is_the_trial_once_the_rest_is_over()
    {
        for (var i = 0; i < 3; i++)
        {
            _scene.Admit("m");
            _scene.End(_scene.Running[0], Unreachable);
        }
        _scene.Admit("m", isLastResort: true);
        _scene.Admit("m", isLastResort: true);
        Assert.Empty(_scene.Running);
        Assert.NotNull(_scene.Gate.NextLook);

        _scene.Time.Advance(TimeSpan.FromSeconds(2));
        _scene.Gate.Look();

        Assert.Single(_scene.Running);
        _scene.End(_scene.Running[0]);
        Assert.Single(_scene.Running);
    }

    [Fact]
    public void A_prefill_that_is_given_up_holds_its_slot_for_as_long_as_it_is_likely_to_last()
    {
        _scene.Hold("m");
        _scene.Admit("m");
        _scene.Time.Advance(TimeSpan.FromSeconds(1));
        _scene.Gate.Streams(_scene.Running[0].Order);
        _scene.End(_scene.Running[0]);

        _scene.Admit("m");
        _scene.Time.Advance(TimeSpan.FromMilliseconds(400));
        _scene.End(_scene.Running[0], new Ending(StreamEnd.SurfaceGone));
        var gauge = _scene.Gauges.Of("m");
        Assert.Equal((0, 1), (gauge.Serving, gauge.Draining));
        _scene.Admit("m");
        Assert.Empty(_scene.Running);
        _scene.Gate.Look();

        Assert.Equal(600, _scene.Gate.NextLook!.Value.TotalMilliseconds, tolerance: 1);
        _scene.Time.Advance(TimeSpan.FromMilliseconds(601));
        _scene.Gate.Look();
        Assert.Single(_scene.Running);
        Assert.Equal(0, gauge.Draining);
    }

    [Fact]
    public void One_that_waits_is_told_where_it_stands_whenever_that_changes_but_not_all_the_time()
    {
        for (var i = 0; i < 3; i++)
            _scene.Admit("m");
        var last = _scene.Admit("m");
        _scene.Time.Advance(TimeSpan.FromSeconds(2));
        _scene.End(_scene.Running[0]);
        _scene.End(_scene.Running[0]);
        _scene.Gate.Look();
        _scene.Gate.Look();

        var told = GateScene.Statuses(last).ToList();
        Assert.Equal([2, 0], told.Select(status => status.Position));
        Assert.Null(told[0].Wait);
        Assert.NotNull(told[1].Wait);
    }

    [Fact]
    public void Load_options_that_do_not_go_together_take_turns()
    {
        _scene.Gate.Places = 2;
        _scene.Admit("m", key: new LoadKey(4096));
        _scene.Admit("m", key: new LoadKey(8192));
        var first = Assert.Single(_scene.Running);
        Assert.Equal(4096, first.Lane.Key.NumCtx);

        _scene.End(first);

        Assert.Equal(8192, Assert.Single(_scene.Running).Lane.Key.NumCtx);
    }

    [Fact]
    public void Made_up_load_options_are_bounded()
    {
        _scene.Gate.Places = 1;
        for (var context = 1; context <= 1000; context++)
            _scene.Admit("m", key: new LoadKey(context));

        Assert.Equal(1000 - 256, _scene.Refused.Count);
        Assert.All(_scene.Refused, one => Assert.Equal(StreamEnd.QueueFull, one.Ending.End));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, int.MaxValue)]
    public void No_slot_leaks_and_no_turn_is_lost_over_random_events(int seed, int places)
    {
        var scene = new GateScene(parallel: 3);
        scene.Gate.Places = places;
        new GateStorm(scene, new Random(seed)).Run(events: 25_000);
    }
}
