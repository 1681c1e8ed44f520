using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

public sealed class DoctorTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();

    [Fact]
    public async Task A_healthy_host_is_said_to_be_well_and_times_its_answer_when_asked()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        var done = await _conductor.RunAsync("doctor", "--backend", ollama.Url.ToString(), "--prompt");
        Assert.Equal(0, done.ExitCode);
        Assert.Contains("1 model,", done.Output, StringComparison.Ordinal);
        Assert.Contains("llama3.2:latest answered: first token after", done.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("BROKEN", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_being_asked_no_model_is_loaded()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        await _conductor.RunAsync("doctor", "--backend", ollama.Url.ToString());
        Assert.DoesNotContain(ollama.Requests.All, request => request.Path is "/api/chat" or "/api/generate");
    }

    [Fact]
    public async Task A_wrong_port_is_broken_and_the_exit_code_says_so()
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var done = await _conductor.RunAsync("doctor", "--backend", url);
        Assert.Equal(1, done.ExitCode);
        Assert.Contains($"Nothing takes connections at {new Uri(url).Authority}: the connection is refused.", done.Output, StringComparison.Ordinal);
        Assert.Contains("ollama serve", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Ollama_that_is_only_looked_for_may_be_missing()
    {
        _conductor.Environment["OLLAMA_HOST"] = "";
        var done = await _conductor.RunAsync("doctor");
        Assert.Equal(0, done.ExitCode);
        Assert.Contains("host eliza: eliza", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_nowhere_is_named()
    {
        var done = await _conductor.RunAsync("doctor", "--backend", "http://no-such-host.invalid:11434");
        Assert.Equal(1, done.ExitCode);
        Assert.Contains("The name no-such-host.invalid leads nowhere", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_on_the_processor_and_a_short_stay_are_found()
    {
        await using var ollama = OllamaSimulator.Start(new SimModel("llama3.2") { SizeVram = 0 });
        await LoadAsync(ollama);
        var findings = await JsonAsync("doctor", "--json", "--backend", ollama.Url.ToString());
        Assert.Contains(findings, finding => What(finding).Contains("runs on the processor alone", StringComparison.Ordinal) && Gravity(finding) == "warning");
        Assert.Contains(findings, finding => What(finding).Contains("leaves memory within 10 min", StringComparison.Ordinal) && Gravity(finding) == "note");
    }

    [Fact]
    public async Task An_alias_that_makes_a_loaded_model_load_anew_is_found()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        await LoadAsync(ollama);
        var findings = await JsonAsync("doctor", "--json", "--config", await WriteAsync(
            $$"""
            conductor {
              hosts.one { url = "{{ollama.Url}}" }
              models.long { target = "llama3.2", options { num_ctx = 32768 } }
            }
            """));
        Assert.Contains(findings, finding => What(finding).Contains("long asks for 32768", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_mistake_of_a_file_is_broken()
    {
        var done = await _conductor.RunAsync("doctor", "--config", await WriteAsync("conductor { timeouts.idel = 3s, queue.limit = -1 }"));
        Assert.Equal(1, done.ExitCode);
        Assert.Contains("idel", done.Output, StringComparison.Ordinal);
        Assert.Contains("queue.limit", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_is_broken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var done = await _conductor.RunAsync("doctor", "--backend", "eliza", "--http", $"{other.LocalEndpoint}");
        Assert.Equal(1, done.ExitCode);
        Assert.Contains("it is no conductor", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_conductor_is_seen()
    {
        var (_, url) = await _conductor.ServeAsync("--backend", "eliza");
        var done = await _conductor.RunAsync("doctor", "--backend", "eliza", "--http", url.Authority);
        Assert.Equal(0, done.ExitCode);
        Assert.Contains($"answers at {url}", done.Output, StringComparison.Ordinal);
        Assert.Contains("socket: A conductor listens at", done.Output, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    private async Task<JsonElement[]> JsonAsync(params string[] arguments)
    {
        var done = await _conductor.RunAsync(arguments);
        using var findings = JsonDocument.Parse(done.Output);
        return [.. findings.RootElement.Clone().EnumerateArray()];
    }

    private async Task<string> WriteAsync(string text)
    {
        var file = Path.Combine(_conductor.Home, "doctor.conf");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return file;
    }

    private static async Task LoadAsync(OllamaSimulator ollama)
    {
        using var client = new HttpClient();
        using var loaded = await client.PostAsync(new Uri(ollama.Url, "/api/generate"), new StringContent("""{"model":"llama3.2"}"""), TestContext.Current.CancellationToken);
        loaded.EnsureSuccessStatusCode();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string What(JsonElement finding) => finding.GetProperty("what").GetString()!;

    private static string Gravity(JsonElement finding) => finding.GetProperty("gravity").GetString()!;
}
