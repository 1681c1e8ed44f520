using System.Text.Json;
using Conductor.Core.Admission;
using Conductor.Core.Health;
using Conductor.Core.Hosts;
using Conductor.Core.Rescue;
using Conductor.Core.Routing;
using Conductor.Server.Configuration;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Configuration;

/// <summary>What an operator can say of hosts, models and what is done about faults, and what is said about mistakes in it.</summary>
public sealed class FleetSettingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_has_all_that_was_said_of_it()
    {
        var settings = await ReadAsync(
            """
            conductor.hosts {
              lab { kind = openai, url = "https://lab/v1", parallel = 8, weight = 2.5, places = 3, models = ["qwen3:8b"], api-key = secret, headers { X-Team = blue }, tls.verify = false }
            }
            """);
        var plan = PlanFactory.Create(settings, TimeProvider.System).Fleet.Hosts.Single();

        Assert.Equal(("lab", 8, 2.5, 3, "qwen3:8b"), (plan.Name, plan.Backend.Parallel, plan.Weight, plan.Places, Assert.Single(plan.Models)));
        Assert.Equal("openai", plan.Driver.Kind);
        Assert.Equal(("secret", "blue"), (settings.Hosts[0].ApiKey, settings.Hosts[0].Headers["X-Team"]));
        Assert.NotNull(settings.Hosts[0].TlsOptions!.RemoteCertificateValidationCallback);
        await plan.Driver.DisposeAsync();
    }

    [Fact]
    public async Task Names_of_models_mean_what_was_said()
    {
        var settings = await ReadAsync(
            """
            conductor {
              timeouts.idle = 9s
              models {
                default = fast
                tasks { code = "qwen3:8b", tool-use = fast }
                fast { target = "llama3.2", keep-alive = 30m, options { num_ctx = 8192, stop = ["a"] }, timeouts { first-token = 3s, total = off } }
                "qwen3:8b" { fallback = [fast], context = 32768, capabilities = [tools, thinking], preload = on }
              }
            }
            """);

        var fast = settings.Names.Find("fast")!;
        Assert.Equal(("llama3.2", "\"1800s\""), (fast.Target, fast.KeepAlive!.Value.GetRawText()));
        Assert.Equal([("num_ctx", "8192"), ("stop", """["a"]""")], fast.Options.Select(one => (one.Key, JsonSerializer.Serialize(one.Value))));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(9), Timeout.InfiniteTimeSpan), (fast.Timeouts!.FirstToken, fast.Timeouts.Idle, fast.Timeouts.Total));
        var qwen = settings.Names.Find("QWEN3:8b")!;
        Assert.Equal((32_768, ModelNeeds.Tools | ModelNeeds.Thinking, true), (qwen.Context, qwen.Capabilities, qwen.Preload));
        Assert.Null(qwen.Timeouts);
        Assert.Equal(["qwen3:8b", "llama3.2"], settings.Names.Resolve("qwen3:8b").Select(step => step.Model));
        Assert.Equal(("qwen3:8b", "fast", null), (settings.Names.ForTask(TaskKind.Code), settings.Names.ForTask(TaskKind.ToolUse), settings.Names.ForTask(TaskKind.Quick)));
        Assert.Equal("fast", settings.DefaultModel);
    }

    [Theory]
    [InlineData("forever", "-1")]
    [InlineData("-1", "-1")]
    [InlineData("0s", "\"0s\"")]
    [InlineData("1500ms", "\"2s\"")]
    public async Task How_long_a_model_is_kept_is_put_as_an_Ollama_reads_it(string written, string sent) =>
        Assert.Equal(sent, (await ReadAsync($"conductor.models.a.keep-alive = {written}")).Names.Find("a")!.KeepAlive!.Value.GetRawText());

    [Fact]
    public async Task What_is_done_about_faults_is_what_was_said()
    {
        var settings = await ReadAsync(
            """
            conductor {
              retry { attempts = 1, budget = 5%, pause = 100ms, longest-pause = 3s }
              circuit { faults = 5, first-rest = 2s, longest-rest = 1m, jitter = 0.1, trial-proof = 1s }
              probe { interval = 3s, interest = 5m, jitter = 0, timeout = 1s }
              warm-up { at-start = true, on-connect = true }
              queue { limit = 7, weight = 2, priority = normal, switch-age = 0s, report-pause = 200ms }
              callers { batch { weight = 3, priority = low } }
            }
            """);
        var fleet = PlanFactory.Create(settings with { Hosts = [new HostSettings { Name = "e", Kind = "eliza" }] }, TimeProvider.System).Fleet;

        Assert.Equal(new RescuePlan { Attempts = 1, Budget = 0.05, Pause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(3) }, fleet.Rescue);
        Assert.Equal(
            new CircuitPlan { Faults = 5, FirstRest = TimeSpan.FromSeconds(2), LongestRest = TimeSpan.FromMinutes(1), Jitter = 0.1, TrialProof = TimeSpan.FromSeconds(1) },
            fleet.Circuit);
        Assert.Equal(new ProbePlan { Interval = TimeSpan.FromSeconds(3), Interest = TimeSpan.FromMinutes(5), Jitter = 0 }, fleet.Probe);
        Assert.Equal(new WarmUpPlan { AtStart = true, OnConnect = true }, fleet.WarmUp);
        Assert.Equal((TimeSpan.FromSeconds(1), 7), (fleet.Hosts[0].ProbeTimeout, fleet.Hosts[0].Backend.QueueLimit));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMilliseconds(200)), (fleet.Admission.SwitchAge, fleet.Admission.ReportPause));
        Assert.Equal(new CallerShare { Weight = 3, Priority = TurnPriority.Low }, fleet.Admission.Of("batch"));
        Assert.Equal(new CallerShare { Weight = 2, Priority = TurnPriority.Normal }, fleet.Admission.Of("somebody"));
    }

    [Theory]
    [InlineData("hosts.a { kind = olama, url = \"http://a\" }", "must be one of ollama, openai, chat-client, eliza, but is \"olama\"")]
    [InlineData("hosts.a { url = \"gpu-1:11434\" }", "must be a URL such as \"http://gpu-1:11434\", but is \"gpu-1:11434\"")]
    [InlineData("hosts.a { url = \"http://me:key@gpu-1\" }", "must be a URL")]
    [InlineData("hosts.a { url = \"http://a\", parallel = -1 }", "must be a whole number from 1 to 1024, but is -1")]
    [InlineData("hosts.a { url = \"http://a\", weight = 0 }", "must be a number from 0.01 to 100")]
    [InlineData("hosts.a { url = \"http://a\", headers { \"X Team\" = a } }", "must be an object of header names and texts")]
    [InlineData("hosts.a { url = \"http://a\", tls.verify = false }", "is not reached by https")]
    [InlineData("hosts.a { kind = eliza, url = \"http://a\" }", "is a eliza, which has no url")]
    [InlineData("hosts.a { url = \"http://a\", client = b }", "is no chat-client")]
    [InlineData("hosts { a.url = \"http://x:1\", b.url = \"http://X:1/\" }", "'conductor.hosts.b.url' is the url of 'a' already")]
    [InlineData("models { a.fallback = [b], b.fallback = [c], c.target = a }", "'conductor.models.a': leads in a circle (a -> b -> c -> a). Take one of them out.")]
    [InlineData("models { a.target = a }", "leads in a circle (a -> a)")]
    [InlineData("models { a.fallback = [\"\"] }", "'conductor.models.a.fallback': names no model")]
    [InlineData("models { a.context = 1, \"A:latest\".context = 2 }", "said 2 times")]
    [InlineData("models { a.keep-alive = 300 }", "must be a duration with its unit")]
    [InlineData("models { a.options = 3 }", "must be an object of numbers, texts and switches")]
    [InlineData("models { a.capabilities = [sight] }", "must be one of tools, vision, thinking, embeddings")]
    [InlineData("models { a.timeouts.idel = 3s }", "did you mean 'conductor.models.a.timeouts.idle'?")]
    [InlineData("models { tasks.cod = b }", "did you mean 'conductor.models.tasks.code'?")]
    [InlineData("queue.priority = urgent", "must be one of high, normal, low, auto")]
    [InlineData("retry.attempts = 9", "must be a whole number from 0 to 5")]
    [InlineData("callers.a.wieght = 2", "did you mean 'conductor.callers.a.weight'?")]
    public async Task Each_mistake_is_one_clear_sentence_with_its_place(string written, string words)
    {
        var wrong = await Assert.ThrowsAsync<SettingsException>(() => ReadAsync($"conductor {{\n  {written}\n}}"));

        var mistake = Assert.Single(wrong.Mistakes, one => one.Contains(words, StringComparison.Ordinal));
        Assert.Contains("test.conf:2:", mistake, StringComparison.Ordinal);
        Assert.Contains("^", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stand_in_that_no_host_can_have_is_refused_where_every_host_lists_its_models()
    {
        const string File = """
            conductor {
              hosts { lab { kind = openai, url = "http://lab/v1", models = ["qwen3:8b"] }, e.kind = eliza }
              models { "qwen3:8b".fallback = [elisa] }
            }
            """;
        var mistake = Assert.Single((await Assert.ThrowsAsync<SettingsException>(() => ReadAsync(File))).Mistakes);

        Assert.Contains(":3:", mistake, StringComparison.Ordinal);
        Assert.Contains("no host has 'elisa', and no name stands for it. Did you mean 'eliza'?", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_written_twice_is_one_host_with_what_was_written_last()
    {
        var host = Assert.Single((await ReadAsync("conductor.hosts { a { url = \"http://one\", parallel = 2 }\n a { url = \"http://two\" } }")).Hosts);

        Assert.Equal(("http://two", 2), (host.Url, host.Parallel));
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_is_named_with_its_place()
    {
        var mistake = Assert.Single((await Assert.ThrowsAsync<SettingsException>(() =>
            ReadAsync("conductor {\n  hosts.a { url = \"https://a\", tls.authority = \"not-there.pem\" }\n}"))).Mistakes);

        Assert.Contains("test.conf:2:", mistake, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_directory.Path, "not-there.pem"), mistake, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_client_is_looked_up_by_name_and_missed_by_name()
    {
        var settings = await ReadAsync("conductor.hosts { mine { kind = chat-client, client = gpt } }");

        var wrong = Assert.Throws<SettingsException>(() => PlanFactory.Create(settings, TimeProvider.System, name => name == "other" ? throw new InvalidOperationException() : null));
        Assert.Contains("no chat client is registered as 'gpt'", Assert.Single(wrong.Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_from_the_command_line_goes_to_the_host_as_a_number()
    {
        var settings = await SettingsSource.ReadAsync(Request(null) with { Set = ["models.fast.options={ num_ctx = 4096 }", "models.fast.target=m"] }, Cancel);

        Assert.Equal("4096", settings.Names.Find("fast")!.Options.Single().Value.GetRawText());
    }

    public void Dispose() => _directory.Dispose();

    private async Task<ConductorSettings> ReadAsync(string text)
    {
        var file = Path.Combine(_directory.Path, "test.conf");
        await File.WriteAllTextAsync(file, text, Cancel);
        return await SettingsSource.ReadAsync(Request(file), Cancel);
    }

    private static SettingsRequest Request(string? file) => new() { File = file, Environment = _ => null, EnvironmentNames = () => [] };
}
