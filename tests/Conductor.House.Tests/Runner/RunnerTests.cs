namespace Conductor.House.Tests.Runner;

/// <summary>The runner counts honestly: what crashed, hung or never ran has not passed.</summary>
public sealed class RunnerTests
{
    [Fact]
    public async Task Its_last_line_is_the_total_of_all_projects()
    {
        await using var tree = await RunnerTree.CreateAsync("Good", "Soaked");
        var run = await tree.RunAsync();
        Assert.Equal("10 passed, 0 failed, 1 skipped", LastLine(run));
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("Bad", "5 passed, 1 failed, 1 skipped", "why it failed")]
    [InlineData("Crash", "3 passed, 1 failed, 1 skipped", "last words")]
    [InlineData("Empty", "3 passed, 1 failed, 1 skipped", "ran no test")]
    [InlineData("Late", "5 passed, 1 failed, 1 skipped", "ended with exit code 3 although no test failed")]
    public async Task A_project_that_does_not_end_well_fails_the_run_and_is_named(string project, string total, string reason)
    {
        await using var tree = await RunnerTree.CreateAsync("Good", project);
        var run = await tree.RunAsync();
        Assert.Equal(total, LastLine(run));
        Assert.Contains($"Conductor.{project}.Tests", run.Output, StringComparison.Ordinal);
        Assert.Contains(reason, run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_project_that_hangs_is_ended_and_named()
    {
        await using var tree = await RunnerTree.CreateAsync("Hung");
        var run = await tree.RunAsync("--timeout", "3");
        Assert.Equal("0 passed, 1 failed, 0 skipped", LastLine(run));
        Assert.Contains("Conductor.Hung.Tests: 0 passed, 1 failed, 0 skipped", run.Output, StringComparison.Ordinal);
        Assert.Contains("hung: not done after 3 s", run.Output, StringComparison.Ordinal);
        Assert.Contains("a test that waits", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(tree.TemporaryFolder));
    }

    [Fact]
    public async Task A_build_that_fails_says_why_and_fails_the_run()
    {
        await using var tree = await RunnerTree.CreateAsync("Good");
        await tree.WriteAsync("broken", "");
        var run = await tree.RunAsync();
        Assert.Contains("error CS1002: ; expected", run.Output, StringComparison.Ordinal);
        Assert.Equal("0 passed, 1 failed, 0 skipped", LastLine(run));
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task Only_the_named_projects_are_run()
    {
        await using var tree = await RunnerTree.CreateAsync("Good", "Bad", "Soaked");
        var run = await tree.RunAsync("Good", "Conductor.Soaked.Tests");
        Assert.Equal("10 passed, 0 failed, 1 skipped", LastLine(run));
    }

    [Fact]
    public async Task Soaking_is_asked_for_on_the_command_line_and_nowhere_else()
    {
        await using var tree = await RunnerTree.CreateAsync("Soaked");
        Assert.Equal("7 passed, 0 failed, 0 skipped", LastLine(await tree.RunAsync()));
        Assert.Equal("1 passed, 0 failed, 0 skipped", LastLine(await tree.RunAsync("--soak")));
    }

    [Fact]
    public async Task A_filter_that_no_test_matches_is_a_failure()
    {
        await using var tree = await RunnerTree.CreateAsync("Good");
        var run = await tree.RunAsync("--filter", "Nobody");
        Assert.Contains("No test ran: none has 'Nobody' in its name.", run.Output, StringComparison.Ordinal);
        Assert.Equal("0 passed, 1 failed, 0 skipped", LastLine(run));
        Assert.Equal(1, run.ExitCode);
    }

    [Theory]
    [InlineData("there is no test project 'Nobody'. There are: Conductor.Bad.Tests Conductor.Good.Tests", "Nobody")]
    [InlineData("--frob is no option", "--frob")]
    [InlineData("--timeout is 'soon', not a number of seconds", "--timeout", "soon")]
    [InlineData("--filter needs a value", "--filter")]
    public async Task A_mistake_on_the_command_line_is_named(string message, params string[] arguments)
    {
        await using var tree = await RunnerTree.CreateAsync("Good", "Bad");
        var run = await tree.RunAsync(arguments);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task A_machine_without_the_SDK_hears_what_to_install()
    {
        await using var tree = await RunnerTree.CreateAsync("Good");
        Directory.Delete(Path.Combine(tree.Root, "bin"), recursive: true);
        var tools = ToolsWithoutSdk(tree);
        var run = await tree.RunWithPathAsync(tools);
        Assert.Contains("Install the .NET 10 SDK", run.Errors, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task It_leaves_nothing_behind()
    {
        await using var tree = await RunnerTree.CreateAsync("Good", "Bad", "Crash");
        await tree.RunAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(tree.TemporaryFolder));
    }

    private static string LastLine(Finished run) => run.Output.TrimEnd('\n').Split('\n')[^1];

    // The system's own tools, by links, so that an SDK beside them is out of sight.
    private static string ToolsWithoutSdk(RunnerTree tree)
    {
        var folder = Directory.CreateDirectory(Path.Combine(tree.Root, "tools")).FullName;
        foreach (var tool in (string[])["bash", "dirname", "mktemp", "rm", "cat"])
            File.CreateSymbolicLink(Path.Combine(folder, tool), File.Exists($"/usr/bin/{tool}") ? $"/usr/bin/{tool}" : $"/bin/{tool}");
        return folder;
    }
}
