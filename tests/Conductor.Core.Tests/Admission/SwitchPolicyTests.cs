using Conductor.Core.Admission;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Core.Tests.Admission;

public sealed class SwitchPolicyTests
{
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(15);

    [Fact]
    public void Models_that_all_fit_are_all_open()
    {
        var host = new BatchingHost(places: 3, Cap);
        host.Arrive("ABCABC");
        host.Run();

        Assert.Equal("ABC", host.Loads);
    }

    [Fact]
    public void A_mixed_trace_loads_each_model_once()
    {
        var host = new BatchingHost(places: 1, Cap);
        host.Arrive("ABCABC");
        host.Run();

        Assert.Equal("AABBCC", host.Served);
        Assert.Equal("ABC", host.Loads);
    }

    [Fact]
    public void What_is_in_memory_is_served_first()
    {
        var host = new BatchingHost(places: 1, Cap, resident: "C");
        host.Arrive("ABCABC");
        host.Run();

        Assert.Equal("CCAABB", host.Served);
        Assert.Equal("AB", host.Loads);
    }

    [Fact]
    public void An_overdue_model_goes_before_one_that_is_in_memory()
    {
        ModelLane[] lanes =
        [
            new("A", IsOpen: false, IsResident: true, Waiting: 1, HeadAge: TimeSpan.FromSeconds(1)),
            new("B", IsOpen: false, Waiting: 1, HeadAge: Cap),
        ];
        Assert.Equal(new SwitchMove(SwitchAct.Open, 1), SwitchPolicy.Next(lanes, 1, Cap));
    }

    [Fact]
    public void A_quiet_model_gives_way_at_once_and_the_quietest_first()
    {
        ModelLane[] lanes =
        [
            new("A", IsOpen: true, QuietFor: TimeSpan.FromSeconds(1)),
            new("B", IsOpen: true, QuietFor: TimeSpan.FromSeconds(9)),
            new("C", IsOpen: false, Waiting: 1),
        ];
        Assert.Equal(new SwitchMove(SwitchAct.Close, 1), SwitchPolicy.Next(lanes, 2, Cap));
    }

    [Fact]
    public void A_flooded_model_keeps_its_place_up_to_the_cap_and_then_drains()
    {
        ModelLane[] lanes =
        [
            new("A", IsOpen: true, Serving: 1, Waiting: 50, OpenFor: TimeSpan.FromHours(1)),
            new("B", IsOpen: false, Waiting: 1, HeadAge: Cap - TimeSpan.FromTicks(1)),
        ];
        Assert.Equal(SwitchMove.Nothing, SwitchPolicy.Next(lanes, 1, Cap));
        Assert.Equal(TimeSpan.FromTicks(1), SwitchPolicy.NextLook(lanes, Cap));

        lanes[1] = lanes[1] with { HeadAge = Cap };
        Assert.Equal(new SwitchMove(SwitchAct.Drain, 0), SwitchPolicy.Next(lanes, 1, Cap));
        lanes[0] = lanes[0] with { IsDraining = true };
        Assert.Equal(SwitchMove.Nothing, SwitchPolicy.Next(lanes, 1, Cap));
        Assert.Null(SwitchPolicy.NextLook(lanes, Cap));
        lanes[0] = lanes[0] with { Serving = 0 };
        Assert.Equal(new SwitchMove(SwitchAct.Close, 0), SwitchPolicy.Next(lanes, 1, Cap));
    }

    [Fact]
    public void A_model_that_was_just_opened_is_not_drained_for_one_that_waits_longer()
    {
        ModelLane[] lanes =
        [
            new("A", IsOpen: true, Serving: 1, Waiting: 9, OpenFor: TimeSpan.FromSeconds(1)),
            new("B", IsOpen: false, Waiting: 9, HeadAge: TimeSpan.FromMinutes(1)),
        ];
        Assert.Equal(SwitchMove.Nothing, SwitchPolicy.Next(lanes, 1, Cap));
        Assert.Equal(TimeSpan.FromSeconds(14), SwitchPolicy.NextLook(lanes, Cap));
    }

    [Fact]
    public void Other_load_options_of_the_same_model_are_another_load_even_when_there_is_room()
    {
        ModelLane[] lanes =
        [
            new("A", IsOpen: true, Serving: 1, OpenFor: Cap),
            new("A", IsOpen: false, Waiting: 1, HeadAge: TimeSpan.FromSeconds(1)),
        ];
        Assert.Equal(SwitchMove.Nothing, SwitchPolicy.Next(lanes, 3, Cap));
        lanes[0] = lanes[0] with { Serving = 0 };
        Assert.Equal(new SwitchMove(SwitchAct.Close, 0), SwitchPolicy.Next(lanes, 3, Cap));
    }

    [Fact]
    public void One_drain_is_enough_for_one_overdue_model()
    {
        ModelLane[] lanes =
        [
            new("A", IsOpen: true, IsDraining: true, Serving: 1, OpenFor: Cap),
            new("B", IsOpen: true, Serving: 1, OpenFor: Cap),
            new("C", IsOpen: false, Waiting: 1, HeadAge: Cap),
            new("D", IsOpen: false, Waiting: 1, HeadAge: TimeSpan.Zero),
        ];
        Assert.Equal(SwitchMove.Nothing, SwitchPolicy.Next(lanes, 2, Cap));
        lanes[3] = lanes[3] with { HeadAge = Cap };
        Assert.Equal(new SwitchMove(SwitchAct.Drain, 1), SwitchPolicy.Next(lanes, 2, Cap));
    }

    [Fact]
    public void A_trace_that_is_there_at_once_costs_as_many_loads_as_the_best_plan() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Gen.Choose(0, 5).ListOf().ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), Gen.Choose(-1, 5).ToArbitrary(), (models, places, resident) =>
        {
            // All that is there is served before anything is overdue, so the best plan loads each model once that is not there yet.
            var host = new BatchingHost(places, TimeSpan.FromHours(10), resident < 0 ? "" : $"{(char)('A' + resident)}");
            host.Arrive(string.Concat(models.Select(model => (char)('A' + model))));
            host.Run();
            return host.Served.Length == models.Count && host.Loads.Length == models.Distinct().Count(model => model != resident);
        }));

    [Fact]
    public void A_trace_that_comes_turn_by_turn_costs_at_most_one_load_more_than_the_best_plan_in_hindsight()
    {
        // A B C A B C, faster than it can be served: in hindsight one stretch per model, as long as nobody is overdue.
        foreach (var rounds in new[] { 2, 5, 20 })
        {
            var host = new BatchingHost(places: 1, TimeSpan.FromHours(1));
            for (var round = 0; round < rounds; round++)
                foreach (var model in "ABC")
                {
                    host.Arrive($"{model}");
                    host.Pass(TimeSpan.FromSeconds(0.3));
                }
            host.Run();
            Assert.Equal(rounds * 3, host.Served.Length);
            Assert.True(host.Loads.Length <= 4, host.Loads);
        }
    }

    [Fact]
    public void No_turn_waits_longer_than_a_cap_a_drain_and_a_load_for_each_model_ahead_of_its_own() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(150),
        Prop.ForAll(
            (from model in Gen.Choose(0, 3) from gap in Gen.Choose(0, 3000) select (model, gap)).NonEmptyListOf().ToArbitrary(),
            Gen.Choose(1, 2).ToArbitrary(),
            (arrivals, places) =>
            {
                var host = new BatchingHost(places, Cap);
                foreach (var (model, gap) in arrivals)
                {
                    host.Arrive($"{(char)('A' + model)}");
                    host.Pass(TimeSpan.FromMilliseconds(gap));
                }
                host.Run();
                var perModel = Cap + BatchingHost.Service + BatchingHost.Load;
                // Four models: the own one and at most three stretches of others before a stretch of it begins.
                return host.Served.Length == arrivals.Count && host.LongestUntilOpen <= 4 * perModel && host.LongestStretchOverdue <= Cap + BatchingHost.Service;
            }));
}
