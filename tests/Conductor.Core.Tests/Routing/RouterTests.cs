using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Core.Tests.Routing;

public sealed class RouterTests
{
    private static readonly long Second = TimeSpan.TicksPerSecond;

    [Fact]
    public void A_model_is_asked_where_it_is_under_the_name_that_the_host_has_for_it()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "mistral:7b"), Fleets.Host("b", "LLaMa3.2:latest"));
        Assert.Equal(["b/LLaMa3.2:latest"], fleet.Plan("registry.ollama.ai/library/llama3.2").Places());
    }

    [Fact]
    public void A_host_that_holds_the_model_comes_first_then_the_order_of_the_configuration()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "m"), Fleets.Host("b", "m"), Fleets.Host("c", "m").Holding("m"));
        Assert.Equal(["c/m", "a/m", "b/m"], fleet.Plan("m").Places());
    }

    [Fact]
    public void A_short_queue_is_better_than_a_load_and_a_load_is_better_than_a_long_queue()
    {
        Assert.Equal("a", Best(Fleets.Of(Fleets.Host("a", "m").Holding("m").Busy("m", 1), Fleets.Host("b", "m"))));
        Assert.Equal("b", Best(Fleets.Of(Fleets.Host("a", "m").Holding("m").Busy("m", 4), Fleets.Host("b", "m"))));
    }

    [Fact]
    public void A_load_is_weighed_as_long_as_it_took_the_last_time()
    {
        var slow = Fleets.Host("a", "m").Holding("m").Busy("m", 4);
        var other = Fleets.Host("b", "m");
        other.Models.Of("m").LoadSeconds = 120;
        Assert.Equal("a", Best(Fleets.Of(slow, other)));
    }

    [Fact]
    public void A_host_of_twice_the_weight_is_taken_to_be_twice_as_fast()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "m").Holding("m").Busy("m", 1), Fleets.Host("b", "m").Holding("m").Busy("m", 1) with { Weight = 2 });
        Assert.Equal("b", Best(fleet));
    }

    [Fact]
    public void Other_load_options_than_those_in_memory_cost_a_load()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "m").Holding("m", context: 4096), Fleets.Host("b", "m").Holding("m", context: 8192));
        var plan = Router.Plan(Fleets.Ask("m") with { LoadKey = new LoadKey(8192) }, fleet);
        Assert.Equal(["b/m", "a/m"], plan.Places());
        Assert.True(plan.Candidates[0].IsResident);
        Assert.True(plan.Candidates[1].Rating.IsReload);
        Assert.Contains("other load options", plan.Candidates[1].Reason, StringComparison.Ordinal);

        Assert.All(fleet.Plan("m").Candidates, candidate => Assert.True(candidate.IsResident));
    }

    [Fact]
    public void A_conversation_stays_where_it_was_unless_that_costs_too_much()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "m").Holding("m"), Fleets.Host("b", "m").Holding("m"));
        Assert.Equal("b", Router.Plan(Fleets.Ask("m") with { Affinity = "b" }, fleet).Candidates[0].Host);
        fleet.Hosts[1].Busy("m", 3);
        Assert.Equal("a", Router.Plan(Fleets.Ask("m") with { Affinity = "b" }, fleet).Candidates[0].Host);
    }

    [Fact]
    public void A_host_that_is_down_or_rests_or_is_on_trial_is_asked_last_of_all()
    {
        var resting = Fleets.Host("resting", "m").Holding("m");
        resting.Gauge.RestUntil = 10 * Second;
        var trying = Fleets.Host("trying", "m").Holding("m");
        trying.Models.Of("m").IsOnTrial = true;
        var fleet = Fleets.Of(Fleets.Host("down", "m").Holding("m").Down(), resting, trying, Fleets.Host("up", "m").Busy("m", 100));

        var plan = fleet.Plan("m");
        Assert.Equal(["up/m", "trying/m", "resting/m", "down/m"], plan.Places());
        Assert.Equal([true, true, false, false], plan.Candidates.Select(candidate => candidate.IsOpen));
        Assert.Contains("left alone for 10 s", plan.Candidates[2].Reason, StringComparison.Ordinal);
        Assert.Contains("did not answer", plan.Candidates[3].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rest_that_is_over_stands_in_nobodys_way()
    {
        var host = Fleets.Host("a", "m").Holding("m");
        host.Gauge.RestUntil = 10 * Second;
        Assert.True(Router.Plan(Fleets.Ask("m") with { Now = 10 * Second }, Fleets.Of(host)).Candidates[0].IsOpen);
    }

    [Fact]
    public void A_host_that_fails_is_avoided_and_forgiven_in_time()
    {
        var flapping = Fleets.Host("a", "m").Holding("m");
        flapping.Models.Of("m").SetErrorRate(0.5, now: 0);
        var fleet = Fleets.Of(flapping, Fleets.Host("b", "m").Holding("m").Busy("m", 0));
        Assert.Equal("b", Best(fleet));
        fleet.Hosts[1].Busy("m", 1);
        // Five seconds of waiting weigh as much as half of the turns failing; ten minutes later nothing is left of that.
        Assert.Equal("a", Router.Plan(Fleets.Ask("m") with { Now = 600 * Second }, fleet).Candidates[0].Host);
    }

    [Fact]
    public void A_stand_in_model_comes_behind_what_was_asked_for_but_before_what_cannot_be_had()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "big").Down(), Fleets.Host("b", "small"), Fleets.Host("c", "big").Busy("big", 50)) with
        {
            Names = Fleets.Names(new ModelPlan("big") { Fallback = ["small"] }),
        };
        Assert.Equal(["c/big", "b/small", "a/big"], fleet.Plan("big").Places());
    }

    [Fact]
    public void One_host_may_stand_in_for_itself_with_another_model()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "big", "small")) with { Names = Fleets.Names(new ModelPlan("big") { Fallback = ["small"] }) };
        Assert.Equal(["a/big", "a/small"], fleet.Plan("big").Places());
    }

    [Fact]
    public void An_alias_leads_to_its_target_and_brings_along_what_it_pins()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "llama3.2:latest")) with { Names = Fleets.Names(new ModelPlan("fast") { Target = "llama3.2" }) };
        var plan = fleet.Plan("FAST");
        Assert.Equal(["a/llama3.2:latest"], plan.Places());
        Assert.Equal("fast", Assert.Single(plan.Candidates[0].Pins).Name);
    }

    [Theory]
    [InlineData(ModelNeeds.Tools)]
    [InlineData(ModelNeeds.Vision)]
    [InlineData(ModelNeeds.Thinking)]
    [InlineData(ModelNeeds.Embeddings)]
    public void A_model_that_can_do_it_is_preferred_and_one_that_cannot_is_asked_for_want_of_better(ModelNeeds needs)
    {
        var able = Fleets.Host("able", "other").Able("completion", "tools", "vision", "thinking", "embedding");
        var fleet = Fleets.Of(Fleets.Host("unable", "m").Able("completion").Holding("m"), able) with { Names = Fleets.Names(new ModelPlan("m") { Fallback = ["other"] }) };
        Assert.Equal(["able/other", "unable/m"], Router.Plan(Fleets.Ask("m") with { Needs = needs }, fleet).Places());
        Assert.Equal(["unable/m", "able/other"], fleet.Plan("m").Places());
    }

    [Fact]
    public void A_request_that_is_too_long_goes_to_a_longer_context()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "short", "long")) with
        {
            Names = Fleets.Names(new ModelPlan("short") { Context = 4096, Fallback = ["long"] }, new ModelPlan("long") { Context = 32768 }),
        };
        Assert.Equal(["a/long", "a/short"], Router.Plan(Fleets.Ask("short") with { Tokens = 5000 }, fleet).Places());
        Assert.Equal(["a/short", "a/long"], Router.Plan(Fleets.Ask("short") with { Tokens = 4096 }, fleet).Places());
    }

    [Fact]
    public void Without_a_name_the_default_answers_else_the_first_model_of_a_host_that_is_up()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "x").Down(), Fleets.Host("b", "y"));
        Assert.Equal(["b/y"], fleet.Plan("").Places());
        Assert.Equal(["a/x"], (fleet with { DefaultModel = "x" }).Plan("").Places());
    }

    [Fact]
    public void A_choice_that_is_left_open_depends_on_the_kind_of_work()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "coder", "general", "quick")) with
        {
            DefaultModel = "auto",
            Names = Fleets.Names(new Dictionary<TaskKind, string> { [TaskKind.Code] = "coder", [TaskKind.General] = "general", [TaskKind.Quick] = "quick" }),
        };
        Assert.Equal("a/coder", Router.Plan(Fleets.Ask("auto") with { Prompt = "Please debug this python function" }, fleet).Places()[0]);
        Assert.Equal("a/quick", Router.Plan(Fleets.Ask("") with { Prompt = "hi" }, fleet).Places()[0]);
        Assert.Equal("a/general", Router.Plan(Fleets.Ask("") with { Prompt = "What is the capital of France?" }, fleet).Places()[0]);
        Assert.Equal("a/coder", Router.Plan(Fleets.Ask("") with { Prompt = "hi", Task = TaskKind.Code }, fleet).Places()[0]);
        Assert.Equal("a/general", Router.Plan(Fleets.Ask("auto") with { Task = TaskKind.Math }, fleet).Places()[0]);
        // A name is a name, whatever the work.
        Assert.Equal("a/quick", Router.Plan(Fleets.Ask("quick") with { Task = TaskKind.Code }, fleet).Places()[0]);
    }

    [Fact]
    public void Pressing_work_weighs_waiting_more_than_where_the_conversation_was()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "m").Holding("m"), Fleets.Host("b", "m").Holding("m").Busy("m", 1));
        var facts = Fleets.Ask("m") with { Affinity = "b" };
        Assert.Equal("a", Router.Plan(facts with { Task = TaskKind.Quick }, fleet).Candidates[0].Host);
        fleet.Hosts[1].Models.Of("m").ServiceSeconds = 8;
        Assert.Equal("b", Router.Plan(facts with { Task = TaskKind.Deep }, fleet).Candidates[0].Host);
    }

    [Fact]
    public void A_model_that_no_host_has_is_refused_in_ollamas_words_with_near_names()
    {
        var refusal = Fleets.Of(Fleets.Host("a", "llama3.2:latest", "mistral:7b")).Plan("llama3.1").Refusal!;
        Assert.Equal((StreamEnd.BackendRefused, 404), (refusal.End, refusal.Status));
        Assert.StartsWith("model 'llama3.1' not found", refusal.Detail, StringComparison.Ordinal);
        Assert.Contains("llama3.2:latest", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_to_a_model_that_no_host_has_is_refused_by_the_name_that_was_asked_for()
    {
        var fleet = Fleets.Of(Fleets.Host("a", "m")) with { Names = Fleets.Names(new ModelPlan("fast") { Target = "gone" }) };
        Assert.StartsWith("model 'fast' not found", fleet.Plan("fast").Refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fleet_without_hosts_says_how_to_get_one() =>
        Assert.Contains("--backend", FleetSnapshot.Empty.Plan("").Refusal!.Detail, StringComparison.Ordinal);

    [Fact]
    public void A_stand_in_host_answers_only_by_its_name_once_there_is_another()
    {
        var eliza = Fleets.Host("eliza", "eliza") with { IsStandIn = true };
        Assert.Equal(["eliza/eliza"], Fleets.Of(Fleets.Host("a"), eliza).Plan("").Places());
        Assert.Equal(["a/m"], Fleets.Of(eliza, Fleets.Host("a", "m")).Plan("").Places());
        Assert.Equal(["eliza/eliza"], Fleets.Of(eliza, Fleets.Host("a", "m")).Plan("eliza").Places());
    }

    [Fact]
    public void A_plan_has_the_best_few_places_of_many_and_all_when_asked()
    {
        var fleet = Fleets.Of([.. Enumerable.Range(0, 50).Select(number => Fleets.Host($"h{number}", "m").Busy("m", 50 - number))]);
        Assert.Equal(["h49", "h48", "h47", "h46", "h45", "h44", "h43", "h42"], fleet.Plan("m").Candidates.Select(candidate => candidate.Host));
        Assert.Equal(50, Router.Plan(Fleets.Ask("m"), fleet, most: int.MaxValue).Candidates.Length);
    }

    [Fact]
    public void Plans_are_sorted_lack_nothing_and_are_the_same_each_time() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(RandomFleets.ToArbitrary(), Gen.Choose(0, 3).ToArbitrary(), (fleet, wanted) =>
        {
            var facts = Fleets.Ask($"m{wanted}") with { Now = 5 * Second, Needs = (ModelNeeds)wanted };
            var all = Router.Plan(facts, fleet, most: int.MaxValue);
            var few = Router.Plan(facts, fleet, most: 2);
            var here = fleet.Hosts.Count(host => host.Findings.Models.Any(model => ModelName.AreSame(model.Name, $"m{wanted}")));
            return all.Candidates.Length == here
                && all.Candidates.Zip(all.Candidates.Skip(1)).All(pair => pair.First.Score >= pair.Second.Score)
                && all.Candidates.SequenceEqual(Router.Plan(facts, fleet, most: int.MaxValue).Candidates)
                && few.Candidates.SequenceEqual(all.Candidates.Take(2))
                && all.Candidates.All(candidate => candidate.Reason.Length > 0)
                && (all.Refusal is null) == (here > 0);
        }));

    private static Gen<FleetSnapshot> RandomFleets =>
        (from models in Gen.SubListOf("m0", "m1", "m2", "m3")
         from resident in Gen.Choose(0, 3)
         from busy in Gen.Choose(0, 5)
         from rest in Gen.Choose(0, 10)
         from down in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
         from weight in Gen.Choose(1, 5)
         select (models, resident, busy, rest, down, weight)).ListOf().Select(hosts => Fleets.Of([.. hosts.Select((host, number) => Make(host, number))]));

    private static HostSnapshot Make((IList<string> Models, int Resident, int Busy, int RestSeconds, bool Down, int Weight) host, int number)
    {
        var made = Fleets.Host($"h{number}", [.. host.Models]).Holding($"m{host.Resident}").Busy("m1", host.Busy) with { Weight = host.Weight };
        made.Gauge.RestUntil = host.RestSeconds * Second;
        return host.Down ? made.Down() : made;
    }

    private static string Best(FleetSnapshot fleet) => fleet.Plan("m").Candidates[0].Host;
}
