using System.Text.Json;
using Conductor.Core.Admission;
using Conductor.Core.Conversations;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Core.Turns;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Turns;

public sealed class PinningTests
{
    private static readonly ModelPlan Fast = new("fast")
    {
        Options = [new("num_ctx", JsonElement.Parse("8192")), new("temperature", JsonElement.Parse("0.2"))],
        KeepAlive = JsonElement.Parse("\"30m\""),
    };

    [Fact]
    public void What_decides_how_a_model_is_loaded_overrules_the_caller_and_the_rest_fills_in()
    {
        var asked = Apply("""{"num_ctx":2048,"temperature":1,"seed":7}""", Fast);
        Assert.Equal("""{"num_ctx":8192,"temperature":1,"seed":7}""", asked.Parameter("options")!.Value.GetRawText());
        Assert.Equal("\"30m\"", asked.Parameter("keep_alive")!.Value.GetRawText());
        Assert.Equal("llama3.2:latest", asked.Model);
    }

    [Fact]
    public void Nothing_is_invented_where_nothing_is_pinned()
    {
        var asked = Apply("""{"num_ctx":2048}""");
        Assert.Equal("""{"num_ctx":2048}""", asked.Parameter("options")!.Value.GetRawText());
        Assert.Null(asked.Parameter("keep_alive"));
    }

    [Fact]
    public void The_outermost_name_counts()
    {
        var inner = new ModelPlan("inner") { Options = [new("num_ctx", JsonElement.Parse("1")), new("num_gpu", JsonElement.Parse("9"))] };
        var asked = Apply("{}", Fast, inner);
        Assert.Equal("""{"num_ctx":8192,"temperature":0.2,"num_gpu":9}""", asked.Parameter("options")!.Value.GetRawText());
        Assert.Equal(new LoadKey(8192, "num_gpu=9"), LoadKey.Of([Fast, inner]));
        Assert.Equal(LoadKey.Of(asked), LoadKey.Of([Fast, inner]));
    }

    [Theory]
    [InlineData(null, null, TurnPriority.High)]
    [InlineData(TurnPriority.Low, null, TurnPriority.Low)]
    [InlineData(null, TurnPriority.Normal, TurnPriority.Normal)]
    [InlineData(TurnPriority.High, TurnPriority.Low, TurnPriority.Low)]
    [InlineData(TurnPriority.Low, TurnPriority.High, TurnPriority.Low)]
    public void A_turn_may_ask_for_less_than_its_caller_has_and_never_for_more(TurnPriority? asked, TurnPriority? had, TurnPriority expected)
    {
        var order = new StartTurn(TurnId.New(new VirtualTime()), new ModelRequest { Model = "m" }, "c") { Priority = asked };
        Assert.Equal(expected, TurnRank.Of(order, new CallerShare { Priority = had }, TaskKind.Quick));
    }

    [Fact]
    public void A_conversation_is_known_by_what_was_said()
    {
        var affinities = new Affinities();
        var first = new ModelRequest { Model = "m", Messages = [new("user", "hi")] };
        affinities.Note(first, "h1");
        Assert.Null(affinities.Find(first));
        Assert.Equal("h1", affinities.Find(first with { Messages = [.. first.Messages, new("assistant", "hello"), new("user", "and?")] }));
        Assert.Null(affinities.Find(first with { Messages = [new("user", "other"), new("assistant", "hello"), new("user", "and?")] }));
    }

    private static ModelRequest Apply(string options, params ModelPlan[] pins) => Pinning.Apply(
        new ModelRequest { Model = "fast", Parameters = [new("options", JsonElement.Parse(options))] },
        new RouteCandidate("h1", ActorRefs.Nobody, "llama3.2:latest", default) { Gauge = new BackendGauge(), Pins = [.. pins] });
}
