using Conductor.Cli.Tests.Running;

namespace Conductor.Cli.Tests;

public sealed class BenchTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Fact]
    public async Task A_row_is_measured_against_what_one_would_write_by_hand()
    {
        var done = await _conductor.RunAsync("bench", "actors", "spawn");
        // Whether the goal is met is the machine's matter, and the exit code says so.
        Assert.Contains(done.ExitCode, new[] { 0, 1 });
        var lines = done.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("processors", lines[0], StringComparison.Ordinal);
        Assert.Contains("by hand", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("spawn 100,000", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(done.ExitCode == 0 ? "met" : "MISSED", lines[2].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_does_not_exist_is_wrong_usage_and_the_others_are_named()
    {
        var done = await _conductor.RunAsync("bench", "actors", "nosuchrow");
        Assert.Equal(2, done.ExitCode);
        Assert.Contains("pingpong1", done.Error + done.Output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync() => await _conductor.DisposeAsync();
}
