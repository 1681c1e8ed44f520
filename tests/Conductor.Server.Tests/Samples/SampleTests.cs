using System.Diagnostics;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Samples;

/// <summary>The samples are built with the tests; here they run as their first lines tell people to run them.</summary>
public sealed class SampleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("WorkerWithoutHttp", "What is it about computers that made you bring them up?  (Completed)")]
    [InlineData("CustomRouting", "free was answered by small")]
    [InlineData("ConversationLog", "This conductor finds 2 messages")]
    [InlineData("ChatClientBackend", "?was I tac a ro rac a ti saW")]
    public async Task A_sample_does_what_it_shows(string name, string line)
    {
        using var sample = Start(name);

        var output = await sample.StandardOutput.ReadToEndAsync(Cancel).WaitAsync(Patience.Long, Cancel);
        await sample.WaitForExitAsync(Cancel).WaitAsync(Patience.Long, Cancel);

        Assert.Contains(line, output.Split('\n', StringSplitOptions.TrimEntries));
        Assert.Equal(0, sample.ExitCode);
    }

    [Fact]
    public async Task The_web_application_serves_its_own_endpoint_and_the_APIs()
    {
        using var sample = Start("WebApp", "--urls", "http://127.0.0.1:0", "--Conductor:Hosts:eliza:Kind=eliza");
        try
        {
            var url = await ListeningUrlAsync(sample).WaitAsync(Patience.Long, Cancel);
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url, Timeout = Patience.Long };

            Assert.NotEmpty(await client.GetStringAsync("/poem", Cancel));
            Assert.Contains("eliza", await client.GetStringAsync("/api/tags", Cancel), StringComparison.Ordinal);
            Assert.Contains("eliza", await client.GetStringAsync("/v1/models", Cancel), StringComparison.Ordinal);
        }
        finally
        {
            sample.Kill(entireProcessTree: true);
            await sample.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<Uri> ListeningUrlAsync(Process sample)
    {
        const string sign = "Now listening on: ";
        while (await sample.StandardOutput.ReadLineAsync(Cancel) is { } line)
            if (line.IndexOf(sign, StringComparison.Ordinal) is var at and >= 0)
                return new Uri(line[(at + sign.Length)..].Trim());
        throw new InvalidOperationException("The sample ended before it listened.");
    }

    private static Process Start(string name, params string[] arguments)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var framework = folder.Name;
        var configuration = folder.Parent!.Name;
        while (!File.Exists(Path.Combine(folder!.FullName, "Conductor.sln")))
            folder = folder.Parent;
        var program = Path.Combine(folder.FullName, "samples", name, "bin", configuration, framework, $"{name}.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment.Remove("OLLAMA_HOST");
        return Process.Start(start)!;
    }
}
