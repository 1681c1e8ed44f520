using Conductor.Core.Rescue;
using Conductor.Core.Streams;

namespace Conductor.Core.Tests.Rescue;

public sealed class ContextRefusalTests
{
    [Theory]
    [InlineData("the input length exceeds the context length")]
    [InlineData("This model's maximum context length is 4097 tokens, however you requested 5000 tokens.")]
    [InlineData("the request exceeds the available context size, try increasing it")]
    [InlineData("Requested tokens exceed context window of 2048")]
    [InlineData("Context overflow: the prompt does not fit")]
    public void Words_of_known_servers_are_recognized(string words) =>
        Assert.True(ContextRefusal.Is(new Ending(StreamEnd.BackendRefused, words, Status: 400)));

    [Theory]
    [InlineData("invalid message content type: <nil>")]
    [InlineData("\"llama3.2:latest\" does not support tools")]
    [InlineData("The context of this conversation violates our policy.")]
    [InlineData("the maximum number of images is 4")]
    public void Other_refusals_are_not(string words) =>
        Assert.False(ContextRefusal.Is(new Ending(StreamEnd.BackendRefused, words, Status: 400)));

    [Fact]
    public void A_server_that_is_down_is_not() =>
        Assert.False(ContextRefusal.Is(new Ending(StreamEnd.BackendFailed, "the maximum context is gone", Status: 503)));
}
