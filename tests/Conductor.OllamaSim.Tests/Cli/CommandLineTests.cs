using Conductor.OllamaSim.Cli;

namespace Conductor.OllamaSim.Tests.Cli;

public sealed class CommandLineTests : SimTest
{
    [Fact]
    public async Task The_example_of_the_readme_is_understood()
    {
        var settings = CommandLine.Parse(["--port", "0", "--model", "a", "--model=b", "--tokens-per-second", "50", "--load-time", "2s", "--fault", "cut-after:4", "--fault", "crlf", "--fault-times=1"]);
        var options = settings.ToOptions();
        Assert.Equal(["a", "b"], options.Models.Select(model => model.Name));
        Assert.All(options.Models, model => Assert.Equal((50, TimeSpan.FromSeconds(2)), (model.TokensPerSecond, model.LoadTime)));
        var sim = Start(options with { Models = ["llama3.2"] });
        settings.Script(sim);
        Assert.Equal(4, Raw.ChunksOf(await Raw.AskAsync(sim, "/api/chat", Raw.Chat)).Count);
        Assert.Equal(61, Raw.ChunksOf(await Raw.AskAsync(sim, "/api/chat", Raw.Chat)).Count);
    }

    [Theory]
    [InlineData("--fault-on", "*", "/api/version", 503)]
    [InlineData("--fault-on", "/api/tags", "/api/tags", 503)]
    [InlineData("--fault-on", "/api/tags", "/api/version", 200)]
    public async Task A_fault_strikes_where_it_is_told_to(string option, string value, string path, int status)
    {
        var settings = CommandLine.Parse(["--port=0", "--fault=status:503", option, value]);
        var sim = Start(settings.ToOptions());
        settings.Script(sim);
        Assert.StartsWith($"HTTP/1.1 {status}", await Raw.GetAsync(sim, path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no option '--prot'. --help lists them.", "--prot", "1")]
    [InlineData("--port needs a value: --port N.", "--port")]
    [InlineData("'x' is not a number from 0 to 65535.", "--port", "x")]
    [InlineData("'70000' is not a number from 0 to 65535.", "--port", "70000")]
    [InlineData("'soon' is not a time. Examples: 250ms, 2s, 1m30s.", "--load-time", "soon")]
    [InlineData("'0' is not a rate: a number greater than 0.", "--tokens-per-second", "0")]
    [InlineData("'cut-after' is not 'cut-after:TOKENS'.", "--fault", "cut-after")]
    [InlineData("'grok' is neither ollama nor openai.", "--flavor", "grok")]
    public void A_mistake_is_named_with_the_way_out(string message, params string[] args) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => CommandLine.Parse(args)).Message);

    [Fact]
    public void Help_names_every_option_and_fault()
    {
        Assert.True(CommandLine.Parse(["-h"]).WantsHelp);
        Assert.All(Fault.Usages, usage => Assert.Contains($"  {usage}\n", CommandLine.Help, StringComparison.Ordinal));
        Assert.All(CommandLine.Help.Split('\n'), line => Assert.InRange(line.Length, 0, 140));
    }
}
