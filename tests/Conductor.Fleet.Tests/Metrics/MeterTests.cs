using System.Text.RegularExpressions;
using Conductor.Core.Backends;
using Conductor.Core.Hosts;
using Conductor.Fleet.Tests.Faults;
using Conductor.Fleet.Tests.Support;
using Conductor.OllamaSim;

namespace Conductor.Fleet.Tests.Metrics;

/// <summary>What is measured is what has happened.</summary>
public sealed partial class MeterTests : IAsyncLifetime
{
    private readonly WatchedTime _time = new();
    private readonly OllamaSimulator _one;
    private readonly OllamaSimulator _two;
    private Site _site = null!;
    private Measured _measured = null!;

    public MeterTests()
    {
        var options = new SimOptions { Models = [new SimModel(Trial.Model) { Answer = Answer.Tokens(Trial.Said) }], Time = _time };
        (_one, _two) = (OllamaSimulator.Start(options), OllamaSimulator.Start(options));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var backend = new BackendPlan { Parallel = 1, QueueLimit = 1 };
        _site = await Site.StartAsync(new FleetPlan([Site.Host("one", _one, backend, _time), Site.Host("two", _two, backend, _time)]), _time);
        _measured = new Measured(_site.Conductor);
        await _site.Conductor.RefreshFleetAsync(TimeSpan.FromDays(1), Cancel).SoonAsync();
    }

    [Fact]
    public async Task A_whole_answer_is_counted_once_with_its_times_and_tokens()
    {
        await AskAsync();
        await _site.Conductor.SeeNothingLeftAsync("one", Trial.Model);

        Assert.Equal(("one", false), Tags(Assert.Single(_measured.Of("gen_ai.server.time_to_first_token")).Tags, "conductor.host", "conductor.resident"));
        Assert.Single(_measured.Of("conductor.queue.wait"));
        Assert.Single(_measured.Of("conductor.model.loads"));
        Assert.Single(_measured.Of("gen_ai.server.time_per_output_token"));
        Assert.DoesNotContain("error.type", Assert.Single(_measured.Of("gen_ai.server.request.duration")).Tags.Keys);
        Assert.Equal(60, _measured.Of("gen_ai.client.token.usage").Single(one => Equals(one.Tags["gen_ai.token.type"], "output")).Value);
        Assert.Equal(("Completed", false), Tags(Assert.Single(_measured.Of("conductor.turns")).Tags, "conductor.end", "conductor.rescued"));
        Assert.Empty(_measured.Of("conductor.retries"));
    }

    [Fact]
    public async Task A_rescued_answer_is_a_retry_a_failed_attempt_and_a_rescue()
    {
        _one.Next(Fault.CutAfter(40));
        await AskAsync();
        await _site.Conductor.SeeNothingLeftAsync("two", Trial.Model);

        Assert.Equal(("two", true), Tags(Assert.Single(_measured.Of("conductor.retries")).Tags, "conductor.host", "conductor.replay"));
        Assert.Equal(["BackendCut", null], _measured.Of("gen_ai.server.request.duration").Select(one => one.Tags.GetValueOrDefault("error.type")));
        Assert.Equal(("Completed", true), Tags(Assert.Single(_measured.Of("conductor.turns")).Tags, "conductor.end", "conductor.rescued"));
    }

    [Fact]
    public async Task Gauges_show_slots_queues_circuits_and_what_is_in_memory()
    {
        var gate = new TokenGate();
        foreach (var sim in (OllamaSimulator[])[_one, _two])
            sim.Always(Answer.Tokens(Trial.Said).Gated(gate));
        var asked = Enumerable.Range(0, 4).Select(_ => AskAsync()).ToArray();
        foreach (var host in (string[])["one", "two"])
            await _site.Conductor.SeeAsync(host, Trial.Model, gauge => gauge is { Serving: 1, Waiting: 1 });

        Assert.Equal([1, 1], _measured.Look("conductor.slots.serving").Select(one => one.Value));
        Assert.Equal([1, 1], _measured.Look("conductor.queue.length").Select(one => one.Value));
        Assert.Equal([1, 1], _measured.Look("conductor.host.up").Select(one => one.Value));
        Assert.Equal([0, 0], _measured.Look("conductor.host.circuit").Select(one => one.Value));

        var refused = await new Asking(_site.Client, _time).AskAsync(Door.Ollama, stream: false, Trial.Model, Cancel).SoonAsync();
        Assert.Equal(503, refused.Status);
        Assert.All(_measured.Of("conductor.queue.sheds"), one => Assert.Equal("QueueFull", one.Tags["conductor.end"]));
        Assert.NotEmpty(_measured.Of("conductor.queue.sheds"));
        gate.Open();
        await Task.WhenAll(asked).SoonAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await _site.Conductor.RefreshFleetAsync(TimeSpan.Zero, Cancel).SoonAsync();
        Assert.Equal([1, 1], _measured.Look("conductor.model.resident").Select(one => one.Value));
    }

    [Fact]
    public async Task Each_instrument_is_explained_in_the_documents_and_no_other()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Conductor.sln")))
            folder = folder.Parent;
        var page = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "docs", "metrics.md"), Cancel);
        var section = page[page.IndexOf("## The fleet", StringComparison.Ordinal)..];

        Assert.Equal(_measured.Names.Keys.Order(StringComparer.Ordinal), Row().Matches(section).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _measured.Dispose();
        await _site.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    private async Task AskAsync()
    {
        var answered = await new Asking(_site.Client, _time).AskAsync(Door.Ollama, stream: true, Trial.Model, Cancel).SoonAsync();
        Assert.Equal((true, Trial.SaidText), (answered.IsWhole, answered.Text));
    }

    private static (object? One, object? Other) Tags(Dictionary<string, object?> tags, string one, string other) => (tags[one], tags[other]);

    [GeneratedRegex(@"^\| `(?<name>[a-z_.]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
