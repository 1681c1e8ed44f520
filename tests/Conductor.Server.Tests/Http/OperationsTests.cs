using System.Net;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http;

public sealed class OperationsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_ready_once_a_host_with_a_model_has_answered()
    {
        await using var host = OllamaSimulator.Start(new SimModel("llama3.2"));
        await using var conductor = await ServedConductor.StartAsync(host);
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, Cancelled);
        using var ready = await conductor.Client.GetAsync("/health/ready", Cancelled);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("""{"status":"ok"}""", await ready.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Without_a_host_that_answers_it_lives_and_is_not_ready_and_says_why()
    {
        var host = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(host);
        // The first question is answered by then: one that is still out would answer the next one too, with what was before.
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), Cancelled);
        await host.DisposeAsync();
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, Cancelled);
        using var live = await conductor.Client.GetAsync("/health/live", Cancelled);
        using var ready = await conductor.Client.GetAsync("/health/ready", Cancelled);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains($"{host.Url}".TrimEnd('/'), await ready.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_served_as_Prometheus_reads_them()
    {
        await using var conductor = await ServedConductor.StartAsync();
        using var metrics = await conductor.Client.GetAsync("/metrics", Cancelled);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics.Content.Headers.ContentType!.ToString());
        Assert.Contains("\ndotnet_thread_pool_thread_count ", await metrics.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }
}
