namespace Conductor.OllamaSim.Tests.Api;

public sealed class ErrorTests : SimTest
{
    [Theory]
    [InlineData("/api/chat", "", 400, "missing request body")]
    [InlineData("/api/chat", "{", 400, "unexpected EOF")]
    [InlineData("/api/chat", "x", 400, "invalid character 'x' looking for beginning of value")]
    [InlineData("/api/chat", "{}", 400, "model is required")]
    [InlineData("/api/generate", "{}", 404, "model '' not found")]
    [InlineData("/api/chat", """{"model":"nope"}""", 404, "model 'nope' not found")]
    [InlineData("/api/embed", """{"model":"nope","input":"x"}""", 404, "model \"nope\" not found, try pulling it first")]
    [InlineData("/api/copy", """{"source":"nope","destination":"x"}""", 404, "model \"nope\" not found")]
    [InlineData("/api/delete", """{"model":"nope"}""", 404, "model 'nope' not found")]
    [InlineData("/api/chat", """{"model":"text","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function"}]}""", 400, "registry.ollama.ai/library/text:latest does not support tools")]
    [InlineData("/api/chat", """{"model":"text","messages":[{"role":"user","content":"x"}],"think":true}""", 400, "\"text\" does not support thinking")]
    [InlineData("/api/chat", """{"model":"bert","messages":[{"role":"user","content":"x"}]}""", 400, "\"bert\" does not support chat")]
    [InlineData("/api/generate", """{"model":"bert","prompt":"x"}""", 400, "\"bert\" does not support generate")]
    [InlineData("/api/chat", """{"model":"text","messages":[{"role":"user","content":"x"}],"top_logprobs":21}""", 400, "top_logprobs must be between 0 and 20")]
    public async Task A_bad_request_gets_Ollamas_own_words(string path, string json, int status, string message)
    {
        var sim = Start(new SimModel("text") { Capabilities = ["completion"] }, new SimModel("bert") { Capabilities = ["embedding"] });
        using var raw = await Raw.ConnectAsync(sim);
        await raw.SendAsync($"{(path == "/api/delete" ? "DELETE" : "POST")} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {json.Length}\r\n\r\n{json}");
        var answer = await raw.ReadToEndAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json; charset=utf-8", answer, StringComparison.Ordinal);
        Assert.Equal(message, System.Text.Json.JsonDocument.Parse(Raw.BodyOf(answer)).RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_prompt_longer_than_the_context_is_refused_where_the_model_says_so()
    {
        var sim = Start(new SimModel("small") { ContextLength = 8, RefusesLongPrompts = true });
        var refused = await Raw.AskAsync(sim, "/api/chat", """{"model":"small","messages":[{"role":"user","content":"one two three four five"}]}""");
        Assert.StartsWith("HTTP/1.1 400", refused, StringComparison.Ordinal);
        Assert.Contains("exceeds the context length", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/chat", """{"model":"small","messages":[{"role":"user","content":"one"}]}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_throws_is_told_to_the_client_and_kept_in_the_log()
    {
        var sim = Start();
        sim.Next(Answer.From(_ => throw new InvalidOperationException("my own mistake")));
        Assert.Contains("my own mistake", await Raw.AskAsync(sim, "/api/chat", Raw.Chat), StringComparison.Ordinal);
        Assert.Contains("my own mistake", sim.Requests.All[0].Fault, StringComparison.Ordinal);
    }
}
