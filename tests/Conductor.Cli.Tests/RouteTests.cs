using System.Text.Json;
using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

public sealed class RouteTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Fact]
    public async Task The_running_conductor_says_where_a_request_would_run_and_why()
    {
        await using var one = OllamaSimulator.Start("llama3.2");
        await using var two = OllamaSimulator.Start("llama3.2");
        await _conductor.ServeAsync("--backend", one.Url.ToString(), "--backend", two.Url.ToString());

        var route = await _conductor.RunAsync("route", "Write a poem");
        var explained = await _conductor.RunAsync("route", "--explain", "Write a poem", "--model", "llama3.2");
        var json = await _conductor.RunAsync("route", "--json", "Write a poem");

        Assert.Equal((0, ""), (route.ExitCode, route.Error));
        Assert.StartsWith("backend-1 llama3.2:latest: has the model, is free; first token expected in ", route.Output, StringComparison.Ordinal);
        Assert.Contains("Kind of work: creative", explained.Output, StringComparison.Ordinal);
        Assert.Contains("backend-2", explained.Output, StringComparison.Ordinal);
        Assert.Equal(2, JsonElement.Parse(json.Output).GetProperty("places").GetArrayLength());
        Assert.Empty(one.Requests.Generations);
    }

    [Fact]
    public async Task Without_a_running_conductor_the_hosts_that_are_named_are_looked_at()
    {
        var route = await _conductor.RunAsync("route", "--backend", "eliza", "I am unhappy.");

        Assert.Equal((0, ""), (route.ExitCode, route.Error));
        Assert.StartsWith("eliza-1 eliza", route.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_can_answer_is_refused_with_the_names_that_there_are()
    {
        var route = await _conductor.RunAsync("route", "--backend", "eliza", "--model", "elisa", "hi");

        Assert.Equal((3, ""), (route.ExitCode, route.Output));
        Assert.Contains("model 'elisa' not found (there is: eliza", route.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_of_work_that_there_is_not_is_wrong_usage()
    {
        var route = await _conductor.RunAsync("route", "--backend", "eliza", "--task", "cooking", "hi");

        Assert.Equal(2, route.ExitCode);
        Assert.Contains("There is no kind of work 'cooking'. There are: general, quick, tool-use", route.Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();
}
