using System.Diagnostics;
using System.Globalization;

namespace Conductor.OllamaSim.Tests.Cli;

/// <summary>The program as a process of its own.</summary>
public sealed class ProgramTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_serves_logs_and_ends_cleanly_on_a_signal(string signal)
    {
        using var program = Run("--port", "0", "--tokens", "3", "--fault", "cut-after:2", "--fault-times", "1");
        var listening = await LineAsync(program);
        var address = new Uri(listening.Split(' ')[2]);
        Assert.EndsWith(" as Ollama: llama3.2:latest", listening, StringComparison.Ordinal);
        using var http = new HttpClient { BaseAddress = address };
        using var question = new StringContent(Raw.Chat);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.PostAsync("/api/chat", question, Cancelled));
        Assert.Contains("#1    POST /api/chat llama3.2 (stream)", await LineAsync(program), StringComparison.Ordinal);
        Assert.Matches("#1 {4}200 fault: cut after 2 in [0-9.]+ ms, 2 tokens, [0-9]+ bytes", await LineAsync(program));
        await http.GetStringAsync("/api/version", Cancelled);
        Assert.Contains("#2    GET /api/version", await LineAsync(program), StringComparison.Ordinal);
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {program.Id.ToString(CultureInfo.InvariantCulture)}"]);
        await program.WaitForExitAsync(Cancelled);
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task A_mistake_and_a_taken_port_are_told_in_one_line()
    {
        using var mistaken = Run("--nonsense");
        Assert.Equal("ollama-sim: There is no option '--nonsense'. --help lists them.\n", await mistaken.StandardError.ReadToEndAsync(Cancelled));
        await mistaken.WaitForExitAsync(Cancelled);
        Assert.Equal(2, mistaken.ExitCode);
        await using var sim = OllamaSimulator.Start();
        using var late = Run("--port", sim.Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(
            $"ollama-sim: Port {sim.Port} is taken. Choose another with --port, or any free one with --port 0.\n",
            await late.StandardError.ReadToEndAsync(Cancelled));
        await late.WaitForExitAsync(Cancelled);
        Assert.Equal(1, late.ExitCode);
    }

    private static Process Run(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ollama-sim.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    private static async Task<string> LineAsync(Process program) =>
        await program.StandardOutput.ReadLineAsync(Raw.Deadline) ?? throw new InvalidOperationException(await program.StandardError.ReadToEndAsync(Cancelled));
}
