using Conductor.Cli.Tests.Running;

namespace Conductor.Cli.Tests.Keeping;

/// <summary>A journal that the disk has spoilt: what is left is there, and what is not is said.</summary>
public sealed class DamagedJournalTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    private string Journal => Path.Combine(_conductor.Home, "journal");

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    [Fact]
    public async Task An_export_of_a_damaged_journal_has_the_rest_and_names_what_is_lost()
    {
        var (serve, _) = await _conductor.ServeAsync("--backend", "eliza", "--set", $"journal.directory={Journal}");
        Assert.Equal(0, (await _conductor.PipeAsync("I am whole\n/new\nI am spoilt\n", "chat")).ExitCode);
        await serve.SignalAsync("TERM");
        Assert.Equal(0, (await serve.FinishAsync()).ExitCode);
        await SpoilAsync("I am spoilt"u8.ToArray());

        var export = await _conductor.RunAsync("export", "--set", $"journal.directory={Journal}");

        Assert.Equal(0, export.ExitCode);
        Assert.Contains("I am whole", export.Output);
        Assert.DoesNotContain("I am spoilt", export.Output);
        Assert.Contains("is damaged: journal-00000001.log", export.Error);
        Assert.Single(export.Error.Split('\n'), line => line.Contains("is damaged", StringComparison.Ordinal));
    }

    private async Task SpoilAsync(byte[] words)
    {
        var file = Path.Combine(Journal, "journal-00000001.log");
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var at = bytes.AsSpan().IndexOf(words);
        Assert.True(at > 0, "The words are not in the journal as they were said.");
        bytes[at] ^= 0x20;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
    }
}
