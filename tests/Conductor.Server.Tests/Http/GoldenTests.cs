using System.Text;
using System.Text.RegularExpressions;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http;

/// <summary>The same request to an Ollama directly and through Conductor: the same bytes, apart from times and ids.</summary>
public sealed partial class GoldenTests
{
    private static readonly SimModel Thinker = new("thinker") { Capabilities = ["completion", "tools", "thinking"] };

    private static readonly SimModel ToolCaller = new("caller")
    {
        Answer = Answer.Text("Let me look. ").ThenToolCall("weather", """{"city":"<Paris>","b":1,"a":[2]}""").ThenToolCall("clock"),
    };

    private static readonly SimModel[] Models = [Thinker, ToolCaller, new SimModel("plain") { ModifiedAt = DateTimeOffset.UnixEpoch }];

    public static TheoryData<string, string> Requests => new()
    {
        { "/api/chat", """{"model":"thinker","messages":[{"role":"user","content":"hi"}]}""" },
        { "/api/chat", """{"model":"thinker","messages":[{"role":"user","content":"hi"}],"stream":false}""" },
        { "/api/chat", """{"model":"Thinker:latest","messages":[{"role":"user","content":"hi"}],"think":false}""" },
        { "/api/chat", """{"model":"thinker","messages":[]}""" },
        { "/api/chat", """{"model":"thinker"}""" },
        { "/api/chat", """{"model":"thinker","messages":[],"keep_alive":0}""" },
        { "/api/chat", """{"model":"thinker","messages":[{"role":"user","content":"hi"}],"options":{"num_predict":3}}""" },
        { "/api/generate", """{"model":"thinker","prompt":"hi"}""" },
        { "/api/generate", """{"model":"thinker","prompt":"hi","stream":false}""" },
        { "/api/generate", """{"model":"thinker","prompt":"hi","raw":true,"stream":false}""" },
        { "/api/generate", """{"model":"thinker"}""" },
        { "/api/generate", """{"model":"thinker","keep_alive":0}""" },
        { "/api/generate", """{"model":"thinker","prompt":"hi","think":true}""" },
        { "/api/chat", "" },
        { "/api/chat", "{" },
        { "/api/chat", "hello" },
        { "/api/chat", """{"messages":[{"role":"user","content":"hi"}]}""" },
        { "/api/generate", """{"prompt":"hi"}""" },
        { "/api/chat", """{"model":"caller","messages":[{"role":"user","content":"hi"}],"tools":[]}""" },
        { "/api/chat", """{"model":"caller","messages":[{"role":"user","content":"hi"}],"stream":false}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"logprobs":true,"top_logprobs":2}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"logprobs":true,"stream":false}""" },
        { "/api/generate", """{"model":"plain","prompt":"hi","logprobs":true}""" },
        { "/v1/chat/completions", """{"model":"thinker","messages":[{"role":"user","content":"hi"}]}""" },
        { "/v1/chat/completions", """{"model":"thinker","messages":[{"role":"user","content":"hi"}],"stream":true}""" },
        { "/v1/chat/completions", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true}}""" },
        { "/v1/chat/completions", """{"model":"plain","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}],"max_tokens":2}""" },
        { "/v1/chat/completions", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"max_tokens":2,"stream":true}""" },
        { "/v1/chat/completions", """{"model":"caller","messages":[{"role":"user","content":"hi"}]}""" },
        { "/v1/chat/completions", """{"model":"caller","messages":[{"role":"user","content":"hi"}],"stream":true}""" },
        { "/v1/chat/completions", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"logprobs":true,"top_logprobs":1,"stream":true}""" },
        { "/v1/chat/completions", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"logprobs":true}""" },
        { "/v1/chat/completions", """{"model":"plain","messages":[]}""" },
        { "/v1/chat/completions", "{" },
        { "/v1/chat/completions", "" },
        { "/v1/completions", "" },
        { "/v1/embeddings", "" },
        { "/v1/completions", """{"model":"plain","prompt":"hi"}""" },
        { "/v1/completions", """{"model":"plain","prompt":"hi","stream":true,"stream_options":{"include_usage":true}}""" },
        { "/api/chat", """{"model":"plain:latest","messages":[{"role":"user","content":"hi"}],"think":true}""" },
        { "/api/generate", """{"model":"plain","prompt":"a","suffix":"b"}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"top_logprobs":21}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"options":{"temperature":"hot"}}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"options":{"num_predict":"many","temperature":0.5}}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"options":{"stop":"x","unknown":{}}}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"options":"none"}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"keep_alive":"abc"}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"keep_alive":"10"}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"keep_alive":true}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"keep_alive":"1h30m"}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"format":"xml"}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"format":""}""" },
        { "/api/generate", """{"model":"plain","prompt":"hi","format":["json"]}""" },
        { "/api/generate", """{"model":"plain","prompt":"hi","think":"hard"}""" },
        { "/api/generate", """{"model":"plain","prompt":"hi","options":{"num_ctx":true}}""" },
        { "/api/show", """{"model":"plain"}""" },
        { "/api/show", """{"name":"Plain:latest","verbose":true}""" },
        { "/api/show", """{"model":"nope"}""" },
        { "/api/show", "{}" },
        { "/api/show", "" },
        { "/api/embed", """{"model":"plain","input":"hello"}""" },
        { "/api/embed", """{"model":"PLAIN:latest","input":["a","<b>"],"truncate":true,"dimensions":16}""" },
        { "/api/embed", """{"model":"plain","input":[]}""" },
        { "/api/embed", """{"model":"nope","input":"a"}""" },
        { "/api/embed", """{"input":"a"}""" },
        { "/api/embed", "{" },
        { "/api/embeddings", """{"model":"plain","prompt":"hello"}""" },
        { "/v1/embeddings", """{"model":"plain","input":"hello"}""" },
        { "/v1/embeddings", """{"model":"plain","input":["a","b"],"encoding_format":"base64","dimensions":8}""" },
        { "/v1/embeddings", """{"model":"plain","input":""}""" },
        { "/v1/embeddings", """{"model":"nope","input":"a"}""" },
        { "/api/pull", """{"model":"new"}""" },
        { "/api/pull", """{"name":"new","stream":false}""" },
        { "/api/pull", "{}" },
        { "/api/push", """{"model":"plain"}""" },
        { "/api/push", """{"model":"nope"}""" },
        { "/api/push", """{"model":"nope","stream":false}""" },
        { "/api/create", """{"model":"mine","from":"plain","system":"Be brief."}""" },
        { "/api/create", """{"model":"mine"}""" },
        { "/api/create", """{"model":"mine","files":{"a.gguf":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}}""" },
        { "/api/copy", """{"source":"plain","destination":"plain2"}""" },
        { "/api/copy", """{"source":"nope","destination":"plain2"}""" },
        { "/api/copy", """{"source":"plain"}""" },
        { "/api/copy", "{}" },
        { "DELETE /api/delete", """{"model":"plain"}""" },
        { "DELETE /api/delete", """{"name":"nope"}""" },
        { "DELETE /api/delete", "{}" },
        { "/api/blobs/sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "hello" },
        { "/api/blobs/sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "other" },
        { "HEAD /api/blobs/sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_answer_through_Conductor_has_the_bytes_of_a_direct_one(string path, string body)
    {
        // One of its own for each way: some requests change what the next one finds.
        await using var asked = OllamaSimulator.Start(Models);
        await using var behind = OllamaSimulator.Start(Models);
        await using var conductor = await ServedConductor.StartAsync(behind);
        using var direct = new HttpClient { BaseAddress = asked.Url };
        var expected = await SendAsync(direct, path, body);
        var actual = await SendAsync(conductor.Client, path, body);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("HEAD", "/")]
    [InlineData("GET", "/api/version")]
    [InlineData("HEAD", "/api/version")]
    [InlineData("GET", "/api/tags")]
    [InlineData("HEAD", "/api/tags")]
    [InlineData("GET", "/api/ps")]
    [InlineData("GET", "/v1/models")]
    [InlineData("GET", "/v1/models/plain")]
    [InlineData("GET", "/v1/models/nope")]
    public async Task A_list_through_Conductor_has_the_bytes_of_a_direct_one(string method, string path)
    {
        await using var sim = OllamaSimulator.Start(Models);
        await using var conductor = await ServedConductor.StartAsync(sim);
        await conductor.PostTextAsync("/api/generate", """{"model":"plain","keep_alive":-1}""");
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        using var direct = new HttpClient { BaseAddress = sim.Url };
        Assert.Equal(await SendAsync(direct, path, body: null, method), await SendAsync(conductor.Client, path, body: null, method));
    }

    [Theory]
    [InlineData("GET", "/api/chat")]
    [InlineData("POST", "/api/tags")]
    [InlineData("HEAD", "/api/ps")]
    [InlineData("PUT", "/api/pull")]
    [InlineData("POST", "/api/delete")]
    [InlineData("GET", "/api/blobs/sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")]
    [InlineData("HEAD", "/v1/models")]
    [InlineData("DELETE", "/v1/models/plain")]
    [InlineData("GET", "/v1/embeddings")]
    [InlineData("OPTIONS", "/api/chat")]
    public async Task A_wrong_method_is_refused_as_an_Ollama_refuses_it(string method, string path)
    {
        await using var sim = OllamaSimulator.Start(Models);
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var direct = new HttpClient { BaseAddress = sim.Url };
        Assert.Equal(await StatusAsync(direct, method, path), await StatusAsync(conductor.Client, method, path));
    }

    private static async Task<System.Net.HttpStatusCode> StatusAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<string> SendAsync(HttpClient client, string path, string? body, string method = "POST")
    {
        if (path.Split(' ') is [var written, var rest])
            (method, path) = (written, rest);
        if (method == "HEAD")
            body = null;
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : Caller.Form(body) };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var stripped = Durations().Replace(Times().Replace(text, "\"created_at\":\"<time>\""), "\"${name}\":<time>");
        stripped = Ids().Replace(stripped, "${prefix}<id>");
        return $"{(int)response.StatusCode} {response.Content.Headers.ContentType}\n{stripped}";
    }

    [GeneratedRegex("(?<prefix>\"(created\":|id\":\"(chatcmpl-|cmpl-|call_)))[A-Za-z0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Ids();

    [GeneratedRegex("\"created_at\":\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}([.][0-9]{1,9})?Z\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Times();

    [GeneratedRegex("\"(?<name>(total|load|prompt_eval|eval)_duration)\":[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Durations();
}
