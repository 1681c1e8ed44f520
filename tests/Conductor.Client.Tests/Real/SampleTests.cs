using System.Diagnostics;
using Conductor.Client.Tests.Peers;
using Conductor.OllamaSim;

namespace Conductor.Client.Tests.Real;

/// <summary>The samples, run as anybody would run them, at a real conductor.</summary>
public sealed class SampleTests
{
    private static readonly string Samples = Path.Combine(Root(), "samples");

    [Fact]
    public async Task The_surface_in_Python_asks_and_prints_the_answer()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3") || Found("python3"), "There is no python3 here.");
        await using var conductor = await RealConductor.StartAsync();
        conductor.Ollama.Next(Answer.Text("Because air scatters blue. Så er det: 天"));

        var (code, output) = await RunAsync("python3", Path.Combine(Samples, "PythonSurface", "surface.py"), conductor.Unix["unix:".Length..], "Why?");

        Assert.Equal((0, "Because air scatters blue. Så er det: 天\n"), (code, output));
    }

    [Fact]
    public async Task The_surface_in_C_sharp_shows_what_is_said_anywhere()
    {
        await using var conductor = await RealConductor.StartAsync();
        conductor.Ollama.Next(Answer.Text("Hello yourself"), Answer.Text("It is late"));
        using var sample = Start("dotnet", Path.Combine(AppContext.BaseDirectory, "TerminalSurface.dll"), conductor.WebSocket);
        await sample.StandardInput.WriteLineAsync("Hello".AsMemory(), Patience.Token);
        await sample.StandardInput.FlushAsync(Patience.Token);
        Assert.Equal(["> Hello", "Hello yourself", "[Completed]"], await LinesAsync(sample, 3));

        await using var other = await conductor.ConnectAsync("unix");
        await other.MainConversation.SayAsync("What time is it?", cancellationToken: Patience.Token);

        Assert.Equal(["> What time is it?", "It is late", "[Completed]"], await LinesAsync(sample, 3));
        sample.StandardInput.Close();
        await sample.WaitForExitAsync(Patience.Token).SoonAsync();
        Assert.Equal(0, sample.ExitCode);
    }

    [Fact]
    public async Task The_samples_are_as_short_as_they_say()
    {
        var program = await File.ReadAllLinesAsync(Path.Combine(Samples, "TerminalSurface", "Program.cs"), Patience.Token);
        var page = await File.ReadAllLinesAsync(Path.Combine(Samples, "BrowserSurface", "index.html"), Patience.Token);

        Assert.InRange(program.Length, 1, 40);
        Assert.InRange(Array.IndexOf(page, "</script>") - Array.IndexOf(page, "<script>") - 1, 1, 60);
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var running = Start(program, arguments);
        var output = running.StandardOutput.ReadToEndAsync(Patience.Token);
        await running.WaitForExitAsync(Patience.Token).SoonAsync();
        return (running.ExitCode, await output);
    }

    private static async Task<List<string>> LinesAsync(Process process, int count)
    {
        var lines = new List<string>();
        while (lines.Count < count && await process.StandardOutput.ReadLineAsync(Patience.Token).AsTask().SoonAsync() is { } line)
            if (line.Length > 0)
                lines.Add(line);
        return lines;
    }

    private static bool Found(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(place => File.Exists(Path.Combine(place, program)));

    private static string Root()
    {
        var place = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(place!.FullName, "Conductor.sln")))
            place = place.Parent;
        return place.FullName;
    }
}
