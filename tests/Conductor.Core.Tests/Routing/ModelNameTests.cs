using Conductor.Core.Models;

namespace Conductor.Core.Tests.Routing;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("llama3.2", "llama3.2:latest")]
    [InlineData("Llama3.2", "llama3.2")]
    [InlineData("registry.ollama.ai/library/mistral:7b", "mistral:7b")]
    [InlineData("library/mistral:7b", "mistral:7b")]
    public void These_are_the_same(string one, string other)
    {
        Assert.True(ModelName.AreSame(one, other));
        Assert.Equal(ModelName.Normalize(one), ModelName.Normalize(other));
    }

    [Theory]
    [InlineData("llama3.2", "llama3.2:1b")]
    [InlineData("mistral", "mixtral")]
    [InlineData("someone/mistral", "mistral")]
    public void These_are_not(string one, string other)
    {
        Assert.False(ModelName.AreSame(one, other));
        Assert.NotEqual(ModelName.Normalize(one), ModelName.Normalize(other));
    }

    [Fact]
    public void A_registrys_port_is_not_a_tag() => Assert.Equal("my.host:5000/team/model:latest", ModelName.Normalize("my.host:5000/team/model"));
}
