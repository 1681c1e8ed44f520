using Conductor.Core.Routing;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Core.Tests.Routing;

public sealed class NameTableTests
{
    [Fact]
    public void A_name_that_nobody_spoke_of_is_itself()
    {
        var step = Assert.Single(NameTable.Empty.Resolve("qwen3:8b"));
        Assert.Equal("qwen3:8b", step.Model);
        Assert.Empty(step.Pins);
    }

    [Fact]
    public void An_alias_of_an_alias_pins_what_both_pin_the_outer_first()
    {
        var names = Fleets.Names(new ModelPlan("outer") { Target = "inner" }, new ModelPlan("inner") { Target = "m" });
        var step = Assert.Single(names.Resolve("OUTER:latest"));
        Assert.Equal("m", step.Model);
        Assert.Equal(["outer", "inner"], step.Pins.Select(plan => plan.Name));
    }

    [Fact]
    public void Stand_ins_come_in_order_with_their_own_stand_ins_and_without_what_the_name_itself_pins()
    {
        var names = Fleets.Names(
            new ModelPlan("a") { Target = "model-a", Fallback = ["b", "c"] },
            new ModelPlan("b") { Target = "model-b", Fallback = ["d"] });
        Assert.Equal(["model-a", "model-b", "d", "c"], names.Resolve("a").Select(step => step.Model));
        Assert.Equal([["a"], ["b"], [], []], names.Resolve("a").Select(step => step.Pins.Select(plan => plan.Name)));
    }

    [Fact]
    public void A_circle_is_refused_with_its_way()
    {
        var problems = Fleets.Problems(known: null, new ModelPlan("a") { Fallback = ["b"] }, new ModelPlan("b") { Target = "c" }, new ModelPlan("c") { Fallback = ["A:latest"] });
        Assert.Contains("models.\"a\": leads in a circle (a -> b -> c -> A:latest). Take one of them out.", problems);
    }

    [Fact]
    public void A_name_that_stands_for_itself_is_refused() =>
        Assert.Contains("circle", Assert.Single(Fleets.Problems(known: null, new ModelPlan("a") { Target = "a" })), StringComparison.Ordinal);

    [Fact]
    public void A_way_to_nowhere_is_refused_where_all_models_are_known()
    {
        var problem = Assert.Single(Fleets.Problems(["llama3.2:latest", "mistral"], new ModelPlan("fast") { Target = "lama3.2" }));
        Assert.Equal("models.\"fast\".target: no host has 'lama3.2', and no name stands for it. Did you mean 'llama3.2:latest'?", problem);
    }

    [Fact]
    public void An_empty_name_is_refused_even_where_models_are_not_known() =>
        Assert.StartsWith("models.\"a\".fallback: names no model.", Assert.Single(Fleets.Problems(known: null, new ModelPlan("a") { Fallback = [" "] })), StringComparison.Ordinal);

    [Fact]
    public void A_name_that_is_said_twice_is_refused() =>
        Assert.Contains("said 2 times", Assert.Single(Fleets.Problems(known: null, new ModelPlan("a"), new ModelPlan("A:latest"))), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_told_at_once() => Assert.Equal(
        3,
        Fleets.Problems(["m"], new ModelPlan("a") { Target = "a" }, new ModelPlan("b") { Target = "x" }, new ModelPlan("c") { Fallback = ["y"] }).Length);

    [Fact]
    public void Any_table_that_is_built_leads_from_every_name_to_models_without_repetition() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(
            (from target in Gen.Elements(null, "n0", "n1", "n2", "n3", "m0", "m1")
             from fallback in Gen.SubListOf("n0", "n1", "n2", "n3", "m0", "m1")
             select (target, fallback)).ArrayOf(4).ToArbitrary(),
            names =>
            {
                ModelPlan[] plans = [.. names.Select((name, number) => new ModelPlan($"n{number}") { Target = name.target, Fallback = [.. name.fallback] })];
                var table = NameTable.Build(plans, new Dictionary<TaskKind, string>(), known: null, out var problems);
                if (IsCircular(plans))
                    return table is null && problems.Any(problem => problem.Contains("circle", StringComparison.Ordinal));
                return table is not null && plans.All(plan => table.Resolve(plan.Name) is { IsEmpty: false } chain
                    && chain.Select(step => step.Model).Distinct().Count() == chain.Length
                    && chain.All(step => table.Find(step.Model) is null or { Target: null }));
            }));

    private static bool IsCircular(ModelPlan[] plans)
    {
        // A table without circles can be taken apart from its ends.
        var left = plans.ToDictionary(plan => plan.Name, plan => plan.Fallback.Append(plan.Target ?? "m").ToList());
        while (left.FirstOrDefault(one => !one.Value.Exists(left.ContainsKey)) is { Key: { } free })
            left.Remove(free);
        return left.Count > 0;
    }
}
