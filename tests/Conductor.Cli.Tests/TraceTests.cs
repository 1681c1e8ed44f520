using System.Text.Json;
using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

public sealed class TraceTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Fact]
    public async Task It_follows_the_next_turn_to_its_end_with_the_time_of_each_stage()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        ollama.Always(Answer.Tokens(5));
        await _conductor.ServeAsync("--socket", "off", "--backend", ollama.Url.ToString());
        var trace = _conductor.Start("trace");
        await FollowingAsync(trace);

        Assert.Equal(0, (await _conductor.RunAsync("ask", "A secret question.")).ExitCode);

        var finished = await trace.FinishAsync();
        Assert.Equal(0, finished.ExitCode);
        Assert.Matches(@"^\S{36} chat", finished.Output);
        foreach (var word in new[] { "route ", "connect ", "stream ", "Completed after ", " by llama3.2", "5 out" })
            Assert.Contains(word, finished.Output);
        Assert.DoesNotContain("secret", finished.Output);
    }

    [Fact]
    public async Task As_JSON_each_step_is_a_line()
    {
        await _conductor.ServeAsync("--socket", "off", "--backend", "eliza");
        var trace = _conductor.Start("trace", "--json");
        await FollowingAsync(trace);

        Assert.Equal(0, (await _conductor.RunAsync("ask", "Hello.")).ExitCode);

        var lines = (await trace.FinishAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToArray();
        Assert.Equal("began", lines[0].GetProperty("step").GetString());
        Assert.Equal(("ended", "Completed"), (lines[^1].GetProperty("step").GetString(), lines[^1].GetProperty("name").GetString()));
        Assert.Single(lines.Select(line => line.GetProperty("turn").GetString()).Distinct());
        var stages = lines.Where(line => line.GetProperty("step").ValueEquals("stage_over")).ToArray();
        Assert.NotEmpty(stages);
        Assert.True(stages.Sum(stage => stage.GetProperty("seconds").GetDouble()) <= lines[^1].GetProperty("seconds").GetDouble());
    }

    [Fact]
    public async Task A_turn_that_runs_and_one_that_is_over_are_told_from_their_beginning()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        var gate = new TokenGate();
        ollama.Always(Answer.Tokens(3).Gated(gate));
        await _conductor.ServeAsync("--socket", "off", "--backend", ollama.Url.ToString());
        var ask = _conductor.Start("ask", "Slowly.");
        ask.Input.Close();
        await ollama.Requests.NextGenerationAsync(TestContext.Current.CancellationToken);
        var runs = (await _conductor.RunAsync("trace", "--recent")).Output;
        Assert.Matches(@"chat llama3\.2\S* +runs: ", runs);
        var turn = runs.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

        var running = _conductor.Start("trace", turn[^6..]);
        await running.LineAsync(turn);
        // What is told once a second while nothing happens.
        await running.LineAsync($"  {turn[^4..]}{new string(' ', 14)}");
        gate.Open();

        Assert.Equal(0, (await ask.FinishAsync()).ExitCode);
        var live = await running.FinishAsync();
        var over = await _conductor.RunAsync("trace", turn);
        Assert.Equal((0, 0), (live.ExitCode, over.ExitCode));
        foreach (var told in new[] { live.Output, over.Output })
            foreach (var word in new[] { "chat llama3.2", "route ", "connect ", "stream ", "Completed after ", "3 out" })
                Assert.Contains(word, told);
        Assert.Contains("Completed after ", (await _conductor.RunAsync("trace", "--recent")).Output);
    }

    [Fact]
    public async Task Without_a_conductor_it_says_how_to_start_one()
    {
        var trace = await _conductor.RunAsync("trace");

        Assert.Equal(1, trace.ExitCode);
        Assert.Contains("conductor serve", trace.Error);
    }

    public async ValueTask DisposeAsync() => await _conductor.DisposeAsync();

    private static Task<string> FollowingAsync(RunningCommand trace) => trace.ErrorLineAsync("conductor: following");
}
