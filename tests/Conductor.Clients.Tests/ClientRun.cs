using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Conductor.Clients.Tests;

/// <summary>One run of all clients: installs them where they are not, and keeps what each case came to.</summary>
public sealed class ClientRun : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string[] NoWay = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH"];

    private readonly Dictionary<string, string> _results = [];

    /// <summary>Why they cannot be run here; empty where they can.</summary>
    public string Missing { get; private set; } = "";

    /// <summary>What went wrong, case by case; empty where nothing did.</summary>
    public IReadOnlyDictionary<string, string> Results => _results;

    /// <summary>What was said besides.</summary>
    public string Errors { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var folder = Path.Combine(Root(), "tests", "clients");
        if (await RunAsync(folder, "node", "--version") is not { ExitCode: 0 } version || !IsNewEnough(version.Output))
            Missing = "There is no Node.js 20 or newer here. Install it to run the clients.";
        else if (!await IsInstalledAsync(folder))
            await InstallAsync(folder);
        if (Missing.Length > 0)
            return;
        var ran = await RunAsync(folder, "node", "run.mjs");
        Errors = ran?.Errors ?? "";
        foreach (var line in (ran?.Output ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var result = JsonDocument.Parse(line);
            _results[result.RootElement.GetProperty("case").GetString()!] = result.RootElement.GetProperty("error").GetString() ?? "";
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task InstallAsync(string folder)
    {
        var installed = await RunAsync(folder, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        // Without a way to the registry there is nothing to test with, which is no fault of what is tested; everything else is.
        if (installed is null || (installed.ExitCode != 0 && Array.Exists(NoWay, installed.Errors.Contains)))
            Missing = $"npm cannot fetch the clients here: {installed?.Errors}";
        else if (installed.ExitCode != 0)
            Assert.Fail($"npm ci in {folder} failed: {installed.Errors}");
        else
            await File.WriteAllTextAsync(Stamp(folder), await LockAsync(folder), TestContext.Current.CancellationToken);
    }

    // What npm has put there is what the lock says, as long as the lock is the one that it was put there by.
    private static async Task<bool> IsInstalledAsync(string folder) => File.Exists(Stamp(folder)) && await File.ReadAllTextAsync(Stamp(folder), TestContext.Current.CancellationToken) == await LockAsync(folder);

    // As node writes it: v20.20.2
    private static bool IsNewEnough(string version) =>
        version.Trim().TrimStart('v').Split('.') is [var major, ..] && int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 20;

    private static Task<string> LockAsync(string folder) => File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json"), TestContext.Current.CancellationToken);

    private static string Stamp(string folder) => Path.Combine(folder, "node_modules", ".installed");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Conductor.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run from within the repository.");
    }

    /// <summary>Runs a program to its end; null where there is none of that name.</summary>
    private static async Task<Finished?> RunAsync(string folder, string program, params string[] arguments)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, TestContext.Current.CancellationToken);
        using var process = Start(folder, program, arguments);
        if (process is null)
            return null;
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(both.Token);
            var errors = process.StandardError.ReadToEndAsync(both.Token);
            await process.WaitForExitAsync(both.Token);
            return new Finished(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new Finished(-1, "", $"{program} {string.Join(' ', arguments)} was not done after {Patience}.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process? Start(string folder, string program, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private sealed record Finished(int ExitCode, string Output, string Errors);
}
