namespace Conductor.OllamaSim.Tests.Api;

public sealed class ListTests : SimTest
{
    private const string Digest = "6b6e1f9f9c1a9b1f3bb0d62ed3ed6fe1a2eb61e4b8a8f4d7ac8b2f0d0a9b8c7d";

    private static SimModel Model => new("llama3.2") { Digest = Digest, Size = 42 };

    [Fact]
    public async Task Tags_list_every_model_with_its_details()
    {
        var sim = Start(Model);
        Assert.Equal(
            $"{{\"models\":[{{\"name\":\"llama3.2:latest\",\"model\":\"llama3.2:latest\",\"modified_at\":\"2026-08-01T12:00:00.000000057Z\",\"size\":42,\"digest\":\"{Digest}\",\"details\":"
            + """{"parent_model":"","format":"gguf","family":"llama","families":["llama"],"parameter_size":"3.2B","quantization_level":"Q4_K_M"},"capabilities":["completion","tools"]}]}""",
            Raw.BodyOf(await Raw.GetAsync(sim, "/api/tags")));
    }

    [Fact]
    public async Task Running_models_are_listed_longest_expiry_first()
    {
        var sim = StartOnVirtualTime("a", "b");
        Assert.Equal("""{"models":[]}""", Raw.BodyOf(await Raw.GetAsync(sim, "/api/ps")));
        await Raw.AskAsync(sim, "/api/generate", """{"model":"a","keep_alive":"1m"}""");
        await Raw.AskAsync(sim, "/api/generate", """{"model":"b","keep_alive":120,"options":{"num_ctx":8192}}""");
        var body = Raw.BodyOf(await Raw.GetAsync(sim, "/api/ps"));
        Assert.StartsWith("""{"models":[{"name":"b:latest",""", body, StringComparison.Ordinal);
        Assert.Contains("\"expires_at\":\"2030-01-01T00:02:00.000000057Z\",\"size_vram\":2019393189,\"context_length\":8192}", body, StringComparison.Ordinal);
        Assert.Contains("\"expires_at\":\"2030-01-01T00:01:00.000000057Z\",\"size_vram\":2019393189,\"context_length\":4096}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_shown_by_any_spelling_of_its_name()
    {
        var sim = Start(Model);
        foreach (var name in new[] { "llama3.2", "LLAMA3.2:latest", "registry.ollama.ai/library/llama3.2:latest" })
        {
            var shown = await Raw.AskAsync(sim, "/api/show", $"{{\"model\":\"{name}\"}}");
            Assert.Contains("\"model_info\":{\"general.architecture\":\"llama\"", shown, StringComparison.Ordinal);
            Assert.Contains("\"capabilities\":[\"completion\",\"tools\"]", shown, StringComparison.Ordinal);
        }
        Assert.Equal("""{"error":"model 'nope:latest' not found"}""", Raw.BodyOf(await Raw.AskAsync(sim, "/api/show", """{"model":"nope"}""")));
    }

    [Fact]
    public async Task The_liveness_text_and_the_version_answer_GET_and_HEAD()
    {
        var sim = Start(new SimOptions { Version = "9.9.9" });
        Assert.EndsWith("\r\n\r\nOllama is running", await Raw.GetAsync(sim, "/"), StringComparison.Ordinal);
        Assert.EndsWith("""{"version":"9.9.9"}""", await Raw.GetAsync(sim, "/api/version"), StringComparison.Ordinal);
        foreach (var path in new[] { "/", "/api/version", "/api/tags" })
        {
            var head = await Raw.GetAsync(sim, path, "HEAD");
            Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_method_gets_405_and_a_strange_path_404()
    {
        var sim = Start();
        Assert.StartsWith("HTTP/1.1 405", await Raw.GetAsync(sim, "/api/chat"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 405", await Raw.GetAsync(sim, "/api/ps", "HEAD"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await Raw.GetAsync(sim, "/api/nothing"), StringComparison.Ordinal);
    }
}
