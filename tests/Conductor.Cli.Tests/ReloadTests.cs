using System.Net.Http.Json;
using System.Text.Json;
using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

public sealed class ReloadTests : IAsyncDisposable
{
    private const int Answers = 8;

    private readonly CommandLine _conductor = new();
    private HttpClient _client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Configuration => Path.Combine(_conductor.Home, "test.conf");

    [Fact]
    public async Task A_file_that_changes_takes_a_host_away_under_running_answers_and_none_of_them_misses_a_token()
    {
        var gate = new TokenGate();
        gate.Release(1);
        await using var old = OllamaSimulator.Start("llama3.2");
        await using var young = OllamaSimulator.Start("llama3.2");
        old.Always(Answer.Tokens(10).Gated(gate));
        young.Always(Answer.Tokens("new"));
        await ServeAsync($$"""hosts.old { url = "{{old.Url}}", parallel = 8 }""");
        var running = await Task.WhenAll(Enumerable.Range(0, Answers).Select(_ => BeginAsync("llama3.2")));

        await WriteAsync($$"""hosts.young { url = "{{young.Url}}" }, models.quick.target = llama3.2, timeouts.idle = 77s""");
        await StatusAsync(status => status.GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("name").GetString()).SequenceEqual(["young"]));

        Assert.Contains("\"new\"", await (await BeginAsync("quick")).ReadToEndAsync(Cancel));
        Assert.Equal(Answers, old.Running);
        gate.Open();
        var ends = await Task.WhenAll(running.Select(answer => answer.ReadToEndAsync(Cancel)));
        Assert.All(ends, end => Assert.Contains("\"done\":true", end));
        Assert.All(ends, end => Assert.Contains("\"eval_count\":10", end));
        Assert.Equal(Answers, old.Requests.Generations.Count);
    }

    [Fact]
    public async Task What_a_reload_cannot_change_is_said_in_the_log_and_the_status()
    {
        var command = await ServeAsync("hosts.one { kind = eliza }");

        await WriteAsync("hosts.one { kind = eliza }, drain-timeout = 3s, telemetry.sample = 0.5, queue.limit = 5");
        var status = await StatusAsync(status => News(status).GetProperty("changes_applied").GetInt32() == 1);

        Assert.Equal(["conductor.drain-timeout", "conductor.telemetry.sample"], News(status).GetProperty("wait_for_start").EnumerateArray().Select(key => key.GetString()).Order());
        await command.SignalAsync("TERM");
        Assert.Equal(0, (await command.FinishAsync()).ExitCode);
        Assert.Contains("take effect at the next start", command.Error);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _conductor.DisposeAsync();
    }

    private async Task<RunningCommand> ServeAsync(string keys)
    {
        await WriteAsync(keys);
        var (command, url) = await _conductor.ServeAsync("--config", Configuration);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url };
        return command;
    }

    // In one step, as editors do it: half a file is a mistake that the conductor would rightly tell.
    private async Task WriteAsync(string keys)
    {
        await File.WriteAllTextAsync(Configuration + ".new", $"conductor {{ socket.path = off, {keys} }}", Cancel);
        File.Move(Configuration + ".new", Configuration, overwrite: true);
    }

    private async Task<StreamReader> BeginAsync(string model)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/chat")
        {
            Content = JsonContent.Create(new { model, messages = new[] { new { role = "user", content = "?" } } }),
        };
        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(Cancel));
    }

    private async Task<JsonElement> StatusAsync(Predicate<JsonElement> isIt)
    {
        using var patience = new CancellationTokenSource(CommandLine.Patience, TimeProvider.System);
        while (true)
            if (JsonElement.Parse(await _client.GetStringAsync("/conductor/v1/status", patience.Token)) is var status && isIt(status))
                return status;
    }

    private static JsonElement News(JsonElement status) => status.GetProperty("configuration");
}
