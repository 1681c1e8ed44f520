using Conductor.Cli.Tests.Running;

namespace Conductor.Cli.Tests;

/// <summary>A wrong command line is told in one line, which says where the help is.</summary>
public sealed class UsageTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Theory]
    [InlineData("foo", "There is no command 'conductor foo'. See conductor --help.")]
    [InlineData("aks", "There is no command 'conductor aks'. Did you mean 'ask'? See conductor --help.")]
    [InlineData("config chek x", "There is no command 'conductor config chek'. Did you mean 'check'? See conductor config --help.")]
    [InlineData("status --jsno", "There is no option '--jsno' of 'conductor status'. Did you mean '--json'? See conductor status --help.")]
    [InlineData("status --json x", "'x' is a word too many for 'conductor status'. See conductor status --help.")]
    [InlineData("ask --model", "'--model' needs a value: NAME. See conductor ask --help.")]
    [InlineData("completion", "'conductor completion' needs SHELL. bash, zsh or fish. See conductor completion --help.")]
    [InlineData("completion tcsh", "Argument 'tcsh' not recognized. Must be one of: 'bash' 'zsh' 'fish'. See conductor completion --help.")]
    public async Task A_mistake_is_one_sentence(string line, string sentence)
    {
        var wrong = await _conductor.RunAsync(line.Split(' '));
        Assert.Equal((2, "", $"conductor: {sentence}\n"), (wrong.ExitCode, wrong.Output, wrong.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("config")]
    public async Task Where_a_command_of_several_is_not_named_they_are_listed(string line)
    {
        var listed = await _conductor.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (listed.ExitCode, listed.Error));
        Assert.StartsWith("Description:", listed.Output, StringComparison.Ordinal);
        Assert.Contains("Commands:", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_version_are_words_too()
    {
        Assert.Equal(await _conductor.RunAsync("ask", "--help"), await _conductor.RunAsync("help", "ask"));
        Assert.Equal(await _conductor.RunAsync("--help"), await _conductor.RunAsync("help"));
        Assert.Equal(await _conductor.RunAsync("--version"), await _conductor.RunAsync("version"));
        Assert.Equal(0, (await _conductor.RunAsync("status", "--nope", "--help")).ExitCode);
    }

    public async ValueTask DisposeAsync() => await _conductor.DisposeAsync();
}
