using System.Text.Json;
using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

public sealed class StatusTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Fact]
    public async Task It_shows_work_actors_and_the_last_errors()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        ollama.Always(Answer.Tokens(5));
        await _conductor.ServeAsync("--socket", "off", "--set", $"hosts.good.url={ollama.Url}", "--set", "hosts.bad.url=http://127.0.0.1:1");
        Assert.Equal(0, (await _conductor.RunAsync("ask", "Hello.")).ExitCode);

        var shown = await _conductor.RunAsync("status", "--actors");
        using var json = JsonDocument.Parse((await _conductor.RunAsync("status", "--json")).Output);

        var status = json.RootElement;
        Assert.Equal(5, status.GetProperty("work").GetProperty("tokens").GetInt64());
        Assert.Equal(0, status.GetProperty("work").GetProperty("turns_running").GetInt64());
        Assert.Equal(0, status.GetProperty("watchdog").GetProperty("stuck_mailboxes").GetInt64());
        var names = status.GetProperty("actors").GetProperty("children").EnumerateArray().Select(actor => actor.GetProperty("name").GetString());
        Assert.Superset(new HashSet<string?> { "hosts", "conversations", "surfaces" }, names.ToHashSet());
        var error = Assert.Single(status.GetProperty("errors").EnumerateArray(), error => error.GetProperty("text").GetString()!.Contains("bad"));
        Assert.Equal("warning", error.GetProperty("level").GetString());
        foreach (var word in new[] { "turns: 0 running, 0 waiting", "5 tokens in all", "threads", "hosts (FleetActor)", "good (HostActor)", "warning: " })
            Assert.Contains(word, shown.Output);
    }

    public async ValueTask DisposeAsync() => await _conductor.DisposeAsync();
}
