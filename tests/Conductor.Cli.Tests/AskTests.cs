using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

public sealed class AskTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Fact]
    public async Task Without_any_host_the_first_answer_is_Elizas()
    {
        var ask = await _conductor.RunAsync("ask", "--backend", "eliza", "I am unhappy.");

        Assert.Equal((0, ""), (ask.ExitCode, ask.Error));
        Assert.NotEqual("", ask.Output.Trim());
    }

    [Fact]
    public async Task A_host_of_OLLAMA_HOST_is_asked()
    {
        await using var ollama = Saying(Answer.Text("The sky is blue."));
        _conductor.Environment["OLLAMA_HOST"] = ollama.Url.Authority;

        var ask = await _conductor.RunAsync("ask", "Why?");

        Assert.Equal((0, "The sky is blue.\n", ""), (ask.ExitCode, ask.Output, ask.Error));
    }

    [Fact]
    public async Task The_running_conductor_is_asked_when_there_is_one()
    {
        await using var ollama = Saying(Answer.Text("From over there."));
        await _conductor.ServeAsync("--backend", ollama.Url.ToString());

        var ask = await _conductor.RunAsync("ask", "Who answers?", "-v");

        Assert.Equal((0, "From over there.\n"), (ask.ExitCode, ask.Output));
        Assert.Contains("the conductor at", ask.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_the_prompt_or_comes_below_it()
    {
        await using var ollama = Saying(Answer.Echo);
        _conductor.Environment["OLLAMA_HOST"] = ollama.Url.Authority;

        var piped = await _conductor.PipeAsync("Grüße, 世界\n", "ask");
        var both = await _conductor.PipeAsync("the text\n", "ask", "Translate:");

        Assert.Contains("Grüße, 世界", piped.Output, StringComparison.Ordinal);
        Assert.Contains("Translate:\n\nthe text", both.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_option_is_not_a_word_of_the_prompt()
    {
        foreach (var command in new[] { "ask", "route" })
        {
            var wrong = await _conductor.RunAsync(command, "--backend", "eliza", "--modle", "llama3.2", "hi");
            Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
            Assert.Contains("There is no option '--modle'. Did you mean '--model'?", wrong.Error, StringComparison.Ordinal);

            foreach (var meant in new string[][] { ["--", "--modle"], ["--modle is what I typed"], ["-5"], ["hi", "-"] })
                Assert.Equal(0, (await _conductor.RunAsync([command, "--backend", "eliza", .. meant])).ExitCode);
        }
    }

    [Fact]
    public async Task An_output_without_room_is_a_failure_that_is_told()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        var full = await _conductor.RunIntoFullAsync("ask", "--backend", "eliza", "hi");
        Assert.Equal(1, full.ExitCode);
        Assert.Contains("cannot be written to standard output", full.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_refused_with_the_names_that_there_are()
    {
        var ask = await _conductor.RunAsync("ask", "--backend", "eliza", "--model", "elisa", "hi");

        Assert.Equal((3, ""), (ask.ExitCode, ask.Output));
        Assert.Contains("model 'elisa' not found", ask.Error, StringComparison.Ordinal);
        Assert.Contains("eliza", ask.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_named_with_the_way_out()
    {
        var ask = await _conductor.RunAsync("ask", "--backend", "http://127.0.0.1:1", "hi");

        Assert.Equal(1, ask.ExitCode);
        Assert.Contains("http://127.0.0.1:1", ask.Error, StringComparison.Ordinal);
        Assert.Contains("ollama serve", ask.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ask.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_change_nothing_at_a_conductor_that_runs_are_told()
    {
        await _conductor.ServeAsync("--backend", "eliza");
        var told = await _conductor.RunAsync("ask", "--set", "timeouts.idle=1s", "I am unhappy.");
        Assert.Equal(0, told.ExitCode);
        Assert.Contains("--set changes nothing there", told.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_ask_is_wrong_usage()
    {
        var ask = await _conductor.PipeAsync("", "ask");

        Assert.Equal(2, ask.ExitCode);
        Assert.Contains("nothing to ask", ask.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_answer_fails_and_what_came_is_printed()
    {
        await using var ollama = Saying(Answer.Text("one two three four five six").With(Fault.CutAfter(3)));
        _conductor.Environment["OLLAMA_HOST"] = ollama.Url.Authority;

        var ask = await _conductor.RunAsync("ask", "Count.");

        Assert.Equal(1, ask.ExitCode);
        Assert.StartsWith("one", ask.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("six", ask.Output, StringComparison.Ordinal);
        Assert.NotEqual("", ask.Error);
    }

    [Fact]
    public async Task Ctrl_C_stops_the_answer_at_the_host_and_says_so_in_the_exit_code()
    {
        await using var ollama = Saying(Answer.Tokens(10).Gated(new TokenGate()));
        _conductor.Environment["OLLAMA_HOST"] = ollama.Url.Authority;
        var ask = _conductor.Start("ask", "Think long.");
        ask.Input.Close();
        var request = await ollama.Requests.NextGenerationAsync(TestContext.Current.CancellationToken);

        await ask.SignalAsync("INT");

        Assert.Equal(130, (await ask.FinishAsync()).ExitCode);
        await request.ClosedByClient.WaitAsync(CommandLine.Patience, TestContext.Current.CancellationToken);
    }

    private static OllamaSimulator Saying(Answer answer)
    {
        var ollama = OllamaSimulator.Start("llama3.2");
        ollama.Always(answer);
        return ollama;
    }

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();
}
