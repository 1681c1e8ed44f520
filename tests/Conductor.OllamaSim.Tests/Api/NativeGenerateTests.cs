namespace Conductor.OllamaSim.Tests.Api;

public sealed class NativeGenerateTests : SimTest
{
    [Fact]
    public async Task A_streamed_completion_ends_with_the_context()
    {
        var sim = StartOnVirtualTime();
        sim.Next(Answer.Tokens("a"));
        var lines = Raw.LinesOf(await Raw.AskAsync(sim, "/api/generate", """{"model":"llama3.2","prompt":"hi you","context":[7,8]}"""));
        Assert.Equal("""{"model":"llama3.2","created_at":"2030-01-01T00:00:00.000000057Z","response":"a","done":false}""", lines[0]);
        Assert.Matches("""
            ^\{"model":"llama3.2","created_at":"2030-01-01T00:00:00.000000057Z","response":"","done":true,"done_reason":"stop","context":\[7,8,\d+,\d+,\d+\],"prompt_eval_count":8,"eval_count":1\}$
            """.Trim(), lines[1]);
    }

    [Fact]
    public async Task A_raw_completion_has_no_context()
    {
        var sim = Start();
        var answer = await Raw.AskAsync(sim, "/api/generate", """{"model":"llama3.2","prompt":"hi","raw":true}""");
        Assert.DoesNotContain("context", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suffix_needs_a_model_that_can_insert()
    {
        var sim = Start("llama3.2", new SimModel("coder") { Capabilities = ["completion", "insert"] });
        var refused = await Raw.AskAsync(sim, "/api/generate", """{"model":"llama3.2","prompt":"a","suffix":"b"}""");
        Assert.StartsWith("HTTP/1.1 400", refused, StringComparison.Ordinal);
        Assert.Contains("registry.ollama.ai/library/llama3.2:latest does not support insert", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/generate", """{"model":"coder","prompt":"a","suffix":"b"}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/generate", "\"response\":\"\"")]
    [InlineData("/api/chat", "\"message\":{\"role\":\"assistant\",\"content\":\"\"}")]
    public async Task An_empty_prompt_loads_and_with_keep_alive_0_unloads(string path, string empty)
    {
        var sim = StartOnVirtualTime();
        var loaded = await Raw.AskAsync(sim, path, """{"model":"llama3.2"}""");
        Assert.Contains("Content-Type: application/json", loaded, StringComparison.Ordinal);
        Assert.Equal($"{{\"model\":\"llama3.2\",\"created_at\":\"2030-01-01T00:00:00.000000057Z\",{empty},\"done\":true,\"done_reason\":\"load\"}}", Raw.BodyOf(loaded));
        Assert.True(sim.Model("llama3.2").IsLoaded);
        var unloaded = await Raw.AskAsync(sim, path, """{"model":"llama3.2","keep_alive":0}""");
        Assert.EndsWith("\"done\":true,\"done_reason\":\"unload\"}", unloaded, StringComparison.Ordinal);
        Assert.False(sim.Model("llama3.2").IsLoaded);
    }
}
