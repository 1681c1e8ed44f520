using System.Security.Cryptography;
using System.Text;

namespace Conductor.OllamaSim.Tests.Api;

public sealed class StorageTests : SimTest
{
    [Fact]
    public async Task A_pull_tells_its_progress_and_the_model_is_there_before_its_success()
    {
        var sim = Start();
        var gate = new TokenGate();
        sim.Route("/api/pull").Next(Answer.Usual.Gated(gate));
        using var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/pull", """{"name":"new"}""");
        var request = await sim.Requests.NextAsync(Cancelled);
        gate.Release(2);
        await request.SentTokensAsync(2, Cancelled);
        Assert.DoesNotContain(sim.Models, model => model.Name == "new:latest");
        gate.Open();
        var answer = await raw.ReadUntilAsync("{\"status\":\"success\"}");
        Assert.Contains(sim.Models, model => model.Name == "new:latest");
        Assert.Contains("{\"status\":\"pulling manifest\"}\n", answer, StringComparison.Ordinal);
        Assert.Matches("""\{"status":"pulling [0-9a-f]{12}","digest":"sha256:[0-9a-f]{64}","total":2019393189,"completed":1009696594\}""", answer);
    }

    [Fact]
    public async Task A_pull_that_is_not_streamed_says_only_success()
    {
        Assert.Equal("""{"status":"success"}""", Raw.BodyOf(await Raw.AskAsync(Start(), "/api/pull", """{"model":"new","stream":false}""")));
    }

    [Fact]
    public async Task A_pull_of_what_the_registry_lacks_fails_in_its_stream()
    {
        var sim = Start(new SimOptions { Registry = ["known"] });
        Assert.Equal(["""{"status":"pulling manifest"}""", """{"error":"pull model manifest: file does not exist"}"""], Raw.LinesOf(await Raw.AskAsync(sim, "/api/pull", """{"model":"nope"}""")));
        Assert.EndsWith("{\"status\":\"success\"}\n", Raw.BodyOf(await Raw.AskAsync(sim, "/api/pull", """{"model":"known"}""")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_can_be_cut_like_any_stream()
    {
        var sim = Start();
        sim.Route("/api/pull").Next(Fault.CutAfter(3));
        var answer = await Raw.AskAsync(sim, "/api/pull", """{"model":"new"}""");
        Assert.Equal(3, Raw.ChunksOf(answer).Count);
        Assert.False(answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal));
        Assert.DoesNotContain(sim.Models, model => model.Name == "new:latest");
    }

    [Fact]
    public async Task Copies_creations_and_deletions_change_the_list()
    {
        var sim = Start();
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/copy", """{"source":"llama3.2","destination":"mine"}"""), StringComparison.Ordinal);
        Assert.EndsWith("{\"status\":\"success\"}\n", Raw.BodyOf(await Raw.AskAsync(sim, "/api/create", """{"model":"made","from":"mine"}""")), StringComparison.Ordinal);
        Assert.Equal(["llama3.2:latest", "made:latest", "mine:latest"], sim.Models.Select(model => model.Name).Order(StringComparer.Ordinal));
        using var raw = await Raw.ConnectAsync(sim);
        await raw.SendAsync("DELETE /api/delete HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 15\r\n\r\n{\"name\":\"mine\"}");
        Assert.StartsWith("HTTP/1.1 200", await raw.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(2, sim.Models.Count);
    }

    [Fact]
    public async Task A_blob_is_kept_when_its_digest_is_right()
    {
        var sim = Start();
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("weights")))}";
        Assert.StartsWith("HTTP/1.1 404", await Raw.GetAsync(sim, $"/api/blobs/{digest}", "HEAD"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await Raw.AskAsync(sim, $"/api/blobs/{digest}", "other"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 201", await Raw.AskAsync(sim, $"/api/blobs/{digest}", "weights"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw.GetAsync(sim, $"/api/blobs/{digest}", "HEAD"), StringComparison.Ordinal);
        Assert.Contains("success", await Raw.AskAsync(sim, "/api/create", $"{{\"model\":\"x\",\"files\":{{\"a.gguf\":\"{digest}\"}}}}"), StringComparison.Ordinal);
        Assert.Contains("blob not found", await Raw.AskAsync(sim, "/api/create", """{"model":"x","files":{"a.gguf":"sha256:0"}}"""), StringComparison.Ordinal);
    }
}
