using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Conductor.Backends.Eliza;
using Conductor.OllamaSim;
using Conductor.Server.Http;
using Conductor.Server.Tests.Support;
using Caller = Conductor.Server.Tests.Support.Caller;

namespace Conductor.Server.Tests.Http.Store;

/// <summary>What changes models on disk reaches every host that it is about, and the lists are right at once.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task A_delete_is_meant_for_every_host_that_has_the_model()
    {
        await using var one = OllamaSimulator.Start("a", "shared");
        await using var two = OllamaSimulator.Start("b", "shared");
        await using var conductor = await ServedConductor.StartAsync(one, two);
        using var answer = await SendAsync(conductor, HttpMethod.Delete, "/api/delete", """{"model":"Shared"}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["a:latest"], one.Models.Select(model => model.Name));
        Assert.Equal(["b:latest"], two.Models.Select(model => model.Name));
        Assert.DoesNotContain(conductor.Conductor.Fleet.Hosts, host => host.Findings.Models.Any(model => model.Name == "shared:latest"));
    }

    [Fact]
    public async Task A_delete_that_a_host_could_not_hear_is_no_success()
    {
        await using var one = OllamaSimulator.Start("shared");
        await using var two = OllamaSimulator.Start("shared");
        await using var conductor = await ServedConductor.StartAsync(one, two);
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        await two.KillAsync();
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        using var answer = await SendAsync(conductor, HttpMethod.Delete, "/api/delete", """{"model":"shared"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains($"127.0.0.1:{two.Port}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(one.Models);
    }

    [Fact]
    public async Task A_copy_is_made_wherever_the_model_is_and_can_be_used_at_once()
    {
        await using var one = OllamaSimulator.Start("a", "shared");
        await using var two = OllamaSimulator.Start("shared");
        await using var conductor = await ServedConductor.StartAsync(one, two);
        using var answer = await conductor.PostAsync("/api/copy", """{"source":"shared","destination":"mine"}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(one.Models, model => model.Name == "mine:latest");
        Assert.Contains(two.Models, model => model.Name == "mine:latest");
        Assert.Contains("\"done\":true", await conductor.PostTextAsync("/api/generate", """{"model":"mine","prompt":"hi","stream":false}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_made_where_its_source_is_and_can_be_used_at_once()
    {
        await using var one = OllamaSimulator.Start("a");
        await using var two = OllamaSimulator.Start("base");
        await using var conductor = await ServedConductor.StartAsync(one, two);
        Assert.Contains("success", await conductor.PostTextAsync("/api/create", """{"model":"mine","from":"base"}"""), StringComparison.Ordinal);
        Assert.Contains(two.Models, model => model.Name == "mine:latest");
        Assert.Contains("\"done\":true", await conductor.PostTextAsync("/api/generate", """{"model":"mine","prompt":"hi","stream":false}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_made_where_its_files_went()
    {
        await using var one = OllamaSimulator.Start("a");
        await using var two = OllamaSimulator.Start("b");
        await using var conductor = await ServedConductor.StartAsync(one, two);
        var blob = RandomNumberGenerator.GetBytes(3 << 20);
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(blob))}";
        Assert.Equal(HttpStatusCode.NotFound, await BlobAsync(conductor, HttpMethod.Head, digest, null, host: "sim-2"));
        Assert.Equal(HttpStatusCode.Created, await BlobAsync(conductor, HttpMethod.Post, digest, blob, host: "sim-2"));
        Assert.Equal(HttpStatusCode.OK, await BlobAsync(conductor, HttpMethod.Head, digest, null, host: "sim-2"));
        Assert.Contains("success", await conductor.PostTextAsync("/api/create", $$$"""{"model":"mine","files":{"m.gguf":"{{{digest}}}"}}"""), StringComparison.Ordinal);
        Assert.Contains(two.Models, model => model.Name == "mine:latest");
    }

    [Fact]
    public async Task A_blob_over_the_limit_is_refused_whether_its_length_was_announced_or_not()
    {
        await using var sim = OllamaSimulator.Start("a");
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Http = new HttpOptions { MaxBlobBytes = 1024 } }, sim);
        var blob = new byte[2048];
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(blob))}";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await BlobAsync(conductor, HttpMethod.Post, digest, blob));
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.SendAsync($"POST /api/blobs/{digest} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n{new string('x', 2048)}\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadUntilAsync("are taken\"}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, await BlobAsync(conductor, HttpMethod.Head, "sha256:zz", null));
    }

    [Fact]
    public async Task A_host_that_cannot_show_a_model_is_stood_in_for_by_another()
    {
        await using var one = OllamaSimulator.Start("a");
        await using var two = OllamaSimulator.Start("a");
        one.Route("/api/show").Always(Fault.Status(500));
        await using var conductor = await ServedConductor.StartAsync(one, two);
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        using var answer = await conductor.PostAsync("/api/show", """{"model":"a"}""");
        Assert.Equal("sim-2", Assert.Single(answer.Headers.GetValues("X-Conductor-Host")));
        Assert.Contains("\"model_info\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_whose_only_host_is_down_is_no_unknown_one()
    {
        await using var one = OllamaSimulator.Start("a");
        await using var two = OllamaSimulator.Start("b");
        await using var conductor = await ServedConductor.StartAsync(one, two);
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        await two.KillAsync();
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await conductor.PostForErrorAsync("/api/show", """{"model":"b"}""")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "model 'c:latest' not found"), await conductor.PostForErrorAsync("/api/show", """{"model":"c"}"""));
    }

    [Fact]
    public async Task Hosts_that_keep_their_models_by_themselves_are_shown_but_not_changed()
    {
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings(), ServedConductor.Host("eliza", new ElizaHost(), new ServedSettings()));
        using var shown = JsonDocument.Parse(await conductor.PostTextAsync("/api/show", """{"model":"eliza"}"""));
        Assert.Equal("completion", shown.RootElement.GetProperty("capabilities")[0].GetString());
        Assert.Equal(HttpStatusCode.NotImplemented, (await conductor.PostForErrorAsync("/api/pull", """{"model":"new"}""")).Status);
        using var deleted = await SendAsync(conductor, HttpMethod.Delete, "/api/delete", """{"model":"eliza"}""");
        Assert.Equal(HttpStatusCode.NotImplemented, deleted.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task That_is_said_also_where_an_Ollama_is_beside_them_up_or_down(bool isDown)
    {
        await using var sim = OllamaSimulator.Start("llama3.2");
        var settings = new ServedSettings();
        await using var conductor = await ServedConductor.StartAsync(
            settings, ServedConductor.Host("sim-1", new Conductor.Backends.Ollama.OllamaHost(new() { Url = sim.Url }), settings), ServedConductor.Host("poet", new ElizaHost(), settings));
        if (isDown)
            await sim.KillAsync();
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        using var deleted = await SendAsync(conductor, HttpMethod.Delete, "/api/delete", """{"model":"eliza"}""");
        Assert.Equal(HttpStatusCode.NotImplemented, deleted.StatusCode);
        Assert.Contains("model 'eliza' is on poet, which is no Ollama", await deleted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotImplemented, (await conductor.PostForErrorAsync("/api/push", """{"model":"eliza"}""")).Status);
        Assert.Equal(HttpStatusCode.NotImplemented, (await conductor.PostForErrorAsync("/api/copy", """{"source":"eliza","destination":"b"}""")).Status);
    }

    private static Task<HttpResponseMessage> SendAsync(ServedConductor conductor, HttpMethod method, string path, string body) =>
        conductor.Client.SendAsync(new HttpRequestMessage(method, path) { Content = Caller.Form(body) }, TestContext.Current.CancellationToken);

    private static async Task<HttpStatusCode> BlobAsync(ServedConductor conductor, HttpMethod method, string digest, byte[]? content, string? host = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/blobs/{digest}") { Content = content is null ? null : new ByteArrayContent(content) };
        if (host is not null)
            request.Headers.Add("X-Conductor-Host", host);
        using var response = await conductor.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
