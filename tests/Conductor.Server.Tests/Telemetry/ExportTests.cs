using System.Text;
using System.Threading.Channels;
using Conductor.OllamaSim;
using Conductor.Server.Telemetry.Export;
using Conductor.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Server.Tests.Telemetry;

public sealed class ExportTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_turn_reaches_the_collector_in_the_callers_trace_and_the_host_hears_of_it()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var sent = Channel.CreateUnbounded<(string Path, byte[] Body)>();
        await using var collector = await CollectorAsync(sent.Writer);
        await using var ollama = OllamaSimulator.Start("llama3.2");
        await using var conductor = await ServedConductor.StartAsync(ollama);
        await using var another = await ServedConductor.StartAsync(ollama);
        using var export = new TelemetryExport(
            new ExportOptions
            {
                Endpoint = new Uri(collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
                Protocol = OtlpProtocol.Http,
                ServiceName = "conductor-under-test",
            },
            conductor.Conductor);
        await export.StartAsync(Cancelled);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/chat") { Content = new StringContent("""{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""") };
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var answer = await conductor.Client.SendAsync(request, Cancelled);
        await answer.Content.ReadAsByteArrayAsync(Cancelled);
        using var elsewhere = await another.Client.PostAsync("/api/generate", new StringContent("""{"model":"llama3.2","prompt":"hi"}"""), Cancelled);
        await elsewhere.Content.ReadAsByteArrayAsync(Cancelled);
        await export.StopAsync(Cancelled);

        Assert.Contains(trace, ollama.Requests.Generations[0].Headers["traceparent"], StringComparison.Ordinal);
        var bodies = new List<(string Path, byte[] Body)>();
        while (sent.Reader.TryRead(out var one))
            bodies.Add(one);
        var spans = Assert.Single(bodies, one => one.Path == "/v1/traces" && Holds(one.Body, Convert.FromHexString(trace))).Body;
        foreach (var word in new[] { "chat llama3.2", "conductor-under-test", "prefill", "stream", "gen_ai.usage.output_tokens" })
            Assert.True(Holds(spans, Encoding.UTF8.GetBytes(word)), word);
        // Two conductors in one process do not meet: what the other one did is its own business.
        Assert.DoesNotContain(bodies, one => Holds(one.Body, "text_completion"u8));
        Assert.Contains(bodies, one => one.Path == "/v1/metrics" && Holds(one.Body, "gen_ai.server.time_to_first_token"u8));
    }

    private static bool Holds(ReadOnlySpan<byte> body, ReadOnlySpan<byte> piece) => body.IndexOf(piece) >= 0;

    private static async Task<WebApplication> CollectorAsync(ChannelWriter<(string Path, byte[] Body)> sent)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            sent.TryWrite((context.Request.Path, body.ToArray()));
        });
        await app.StartAsync(Cancelled);
        return app;
    }
}
