using System.Diagnostics;

namespace Conductor.Benchmarks.MainJob;

/// <summary>A program of this repository as a process of its own, found by the line that says where it listens.</summary>
internal sealed class ProgramUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ProgramUnderTest(Process process, long startedAt) => (_process, StartedAt) = (process, startedAt);

    /// <summary>The time stamp from just before the process was made.</summary>
    public long StartedAt { get; }

    public int Port { get; private set; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What it holds in memory, in bytes, by the names of <c>/proc/PID/status</c>. Linux only; elsewhere only <c>VmRSS</c>.</summary>
    public async Task<IReadOnlyDictionary<string, long>> MemoryAsync()
    {
        var file = $"/proc/{_process.Id}/status";
        if (!File.Exists(file))
            return new Dictionary<string, long> { ["VmRSS"] = ResidentBytes };
        var lines = await File.ReadAllLinesAsync(file);
        return lines.Where(line => line.EndsWith(" kB", StringComparison.Ordinal)).Select(line => line.Split(':', StringSplitOptions.TrimEntries))
            .ToDictionary(parts => parts[0], parts => 1024 * long.Parse(parts[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Starts a program, and waits for the line with <c>http://127.0.0.1:PORT</c>.</summary>
    public static async Task<ProgramUnderTest> StartAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["XDG_RUNTIME_DIR"] = Path.GetTempPath();
        start.Environment.Remove("OLLAMA_HOST");
        var at = TimeProvider.System.GetTimestamp();
        var program = new ProgramUnderTest(Process.Start(start)!, at);
        program._process.ErrorDataReceived += (_, _) => { };
        program._process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (program.Port == 0)
        {
            var line = await program._process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException($"{file} ended without saying where it listens.");
            if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is var index and >= 0)
                program.Port = new Uri(line[index..].Split(' ')[0]).Port;
        }
        // What it prints further must not fill the pipe and hold it.
        _ = program._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
