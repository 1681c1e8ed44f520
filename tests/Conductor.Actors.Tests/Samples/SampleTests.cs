using System.Diagnostics;
using Conductor.Actors.Tests.Contract;

namespace Conductor.Actors.Tests.Samples;

/// <summary>The samples do what they say. Each is run as a person would run it, and its output is checked line by line.</summary>
public sealed class SampleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_first_actor_greets_and_counts() => await ExpectAsync("FirstActor",
        "The greeter lives at conductor://first-actor/user/greeter.",
        "Hello, Ada!",
        "Hello, Alan!",
        "Good evening, Grace!",
        "3 people have been greeted.");

    [Fact]
    public async Task The_bank_pardons_restarts_and_closes_an_account() => await ExpectAsync("Supervision",
        "  account: starts",
        "A bad message is dropped, the balance stays: 100",
        "  account: overdrawn at -500",
        "  account: ends",
        "  account: starts",
        "An overdraft starts the account anew, and so does its balance: 0",
        "  account: ends",
        "A number beyond belief closes it: True");

    [Fact]
    public async Task The_oven_is_asked_watched_and_timed() => await ExpectAsync("AskWatchTimers",
        "Nobody answered in time.",
        "Minutes left: 2",
        "Minutes left: 1",
        "Minutes left: 0",
        "The oven has ended, so a cake is done.");

    [Theory]
    [InlineData("FirstActor")]
    [InlineData("Supervision")]
    [InlineData("AskWatchTimers")]
    public async Task Each_sample_is_one_file_under_sixty_lines(string sample)
    {
        var file = Assert.Single(Directory.EnumerateFiles(SourceTree.At("samples", sample), "*.cs"));
        Assert.InRange((await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length, 20, 59);
    }

    private static async Task ExpectAsync(string sample, params string[] lines)
    {
        // Built beside these tests and like them, Debug or Release.
        var kind = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = SourceTree.At("samples", sample, "bin", kind, "net10.0", sample + ".dll");
        var start = new ProcessStartInfo("dotnet", [program]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
            await process.WaitForExitAsync(deadline.Token);
            Assert.Equal("", await errors);
            Assert.Equal(lines, (await output).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
