using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Core.Tests.Routing;

public sealed class RouteFactsTests
{
    [Fact]
    public void Plain_text_needs_nothing()
    {
        var facts = Of(new ModelRequest { Model = "m", Messages = [new ChatMessage("system", "Be brief."), new ChatMessage("user", "What is this?")] });
        Assert.Equal(("m", "What is this?", ModelNeeds.None, LoadKey.Any), (facts.Model, facts.Prompt, facts.Needs, facts.LoadKey));
        Assert.Equal(22 / 4, facts.Tokens);
    }

    [Theory]
    [InlineData("""{"tools":[{"type":"function"}]}""", ModelNeeds.Tools)]
    [InlineData("""{"tools":[]}""", ModelNeeds.None)]
    [InlineData("""{"images":["aGk="]}""", ModelNeeds.Vision)]
    [InlineData("""{"think":true}""", ModelNeeds.Thinking)]
    [InlineData("""{"think":"high"}""", ModelNeeds.Thinking)]
    [InlineData("""{"think":false}""", ModelNeeds.None)]
    public void What_the_parameters_ask_for_is_needed(string parameters, ModelNeeds needs) => Assert.Equal(needs, Of(Request(parameters)).Needs);

    [Fact]
    public void An_image_in_any_message_needs_eyes()
    {
        var images = JsonDocument.Parse("""["aGk="]""").RootElement;
        var request = new ModelRequest { Model = "m", Messages = [new ChatMessage("user", "See") { Fields = [new("images", images)] }, new ChatMessage("user", "Well?")] };
        Assert.Equal(ModelNeeds.Vision, Of(request).Needs);
    }

    [Theory]
    [InlineData("""{}""", null, "")]
    [InlineData("""{"options":{"temperature":0}}""", null, "")]
    [InlineData("""{"options":{"num_ctx":8192}}""", 8192, "")]
    [InlineData("""{"options":{"num_ctx":"large"}}""", null, "")]
    [InlineData("""{"options":{"num_thread":4,"use_mmap":false,"num_gpu":1}}""", null, "num_gpu=1 use_mmap=false num_thread=4")]
    [InlineData("""{"options":[]}""", null, "")]
    public void The_load_options_are_the_key(string parameters, int? context, string others) =>
        Assert.Equal(new LoadKey(context, others), Of(Request(parameters)).LoadKey);

    [Fact]
    public void What_is_not_stated_fits_whatever_there_is()
    {
        Assert.True(LoadKey.Any.Fits(4096, "num_gpu=1"));
        Assert.True(new LoadKey(8192).Fits(null, ""));
        Assert.False(new LoadKey(8192).Fits(4096, ""));
        Assert.False(new LoadKey(null, "num_gpu=1").Fits(4096, ""));
        Assert.True(new LoadKey(4096, "num_gpu=1").Fits(4096, "num_gpu=1"));
    }

    private static ModelRequest Request(string parameters) => new()
    {
        Model = "m",
        Parameters = [.. JsonDocument.Parse(parameters).RootElement.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value))],
    };

    private static RouteFacts Of(ModelRequest request) => RouteFacts.Of(request, TimeProvider.System);
}
