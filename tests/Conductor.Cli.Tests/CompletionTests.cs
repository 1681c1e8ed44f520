using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

public sealed class CompletionTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Theory]
    [InlineData("conductor st", "status")]
    [InlineData("conductor status --w", "--watch")]
    [InlineData("conductor config ", "check")]
    [InlineData("conductor completion ", "fish")]
    [InlineData("conductor token add --scope ", "admin")]
    [InlineData("conductor route --task ", "tool-use")]
    public async Task A_shell_is_told_what_may_follow(string typed, string word) => Assert.Contains(word, await SuggestAsync(typed));

    [Fact]
    public async Task Models_are_those_of_the_conductor_that_runs_and_none_where_none_does()
    {
        Assert.DoesNotContain("llama3.2:latest", await SuggestAsync("conductor ask --model "));
        await using var ollama = OllamaSimulator.Start("llama3.2");
        await _conductor.ServeAsync("--socket", "off", "--backend", ollama.Url.ToString());

        // A shell does not wait for a conductor that is slow: on a busy machine it has to ask again.
        var begun = TimeProvider.System.GetTimestamp();
        while (!(await SuggestAsync("conductor ask --model ")).Contains("llama3.2:latest"))
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < CommandLine.Patience, "The model is not suggested.");
    }

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    private async Task<string[]> SuggestAsync(string typed)
    {
        var told = await _conductor.RunAsync($"[suggest:{typed.Length}]", typed);
        Assert.Equal((0, ""), (told.ExitCode, told.Error));
        return told.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
