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

    [Fact]
    public async Task It_finds_the_conductor_where_the_configuration_says_it_is_and_shows_each_address_in_one_piece()
    {
        var (_, url) = await _conductor.ServeAsync("--socket", "off", "--set", "hosts.a-host-with-a-rather-long-name.url=http://a-machine-whose-name-is-long-too.example:11434/below", "--set", "hosts.b.kind=eliza");
        var file = Path.Combine(_conductor.Home, "here.conf");
        await File.WriteAllTextAsync(file, $"conductor.http.listen = \"127.0.0.1:{url.Port}\"", TestContext.Current.CancellationToken);
        (_conductor.Environment["CONDUCTOR_HTTP"], _conductor.Environment["COLUMNS"]) = ("", "");

        var wide = await _conductor.RunAsync("status", "--config", file);
        _conductor.Environment["COLUMNS"] = "60";
        var narrow = await _conductor.RunAsync("status", "--config", file);
        var surfaces = await _conductor.RunAsync("surfaces", "--config", file);

        Assert.Equal((0, 0, 0), (wide.ExitCode, narrow.ExitCode, surfaces.ExitCode));
        Assert.Contains("│ http://a-machine-whose-name-is-long-too.example:11434/below", wide.Output);
        Assert.Contains("\nb: eliza, ", narrow.Output);
        Assert.DoesNotContain("│", narrow.Output);
    }

    [Fact]
    public async Task One_that_does_not_answer_is_not_taken_for_none()
    {
        var (serve, _) = await _conductor.ServeAsync("--socket", "off", "--backend", "eliza");
        await serve.SignalAsync("STOP");
        try
        {
            foreach (var command in new[] { "status", "trace", "ask", "route" })
            {
                var silent = await _conductor.PipeAsync("Hello.", command);
                Assert.Equal((4, ""), (silent.ExitCode, silent.Output));
                Assert.Contains("has not answered for 3 s", silent.Error);
            }
        }
        finally
        {
            await serve.SignalAsync("CONT");
        }
    }

    public async ValueTask DisposeAsync() => await _conductor.DisposeAsync();
}
