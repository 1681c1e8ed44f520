using System.Text;
using System.Text.RegularExpressions;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http.Ollama;

/// <summary>The same request to an Ollama directly and through Conductor: the same bytes, apart from times.</summary>
public sealed partial class GoldenTests
{
    private static readonly SimModel Thinker = new("thinker") { Capabilities = ["completion", "tools", "thinking"] };

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
        { "/api/chat", """{"model":"plain:latest","messages":[{"role":"user","content":"hi"}],"think":true}""" },
        { "/api/generate", """{"model":"plain","prompt":"a","suffix":"b"}""" },
        { "/api/chat", """{"model":"plain","messages":[{"role":"user","content":"hi"}],"top_logprobs":21}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_answer_through_Conductor_has_the_bytes_of_a_direct_one(string path, string body)
    {
        await using var sim = OllamaSimulator.Start(Thinker, new SimModel("plain"));
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var direct = new HttpClient { BaseAddress = sim.Url };
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
    public async Task A_list_through_Conductor_has_the_bytes_of_a_direct_one(string method, string path)
    {
        await using var sim = OllamaSimulator.Start(Thinker, new SimModel("plain") { ModifiedAt = DateTimeOffset.UnixEpoch });
        await using var conductor = await ServedConductor.StartAsync(sim);
        await conductor.PostTextAsync("/api/generate", """{"model":"plain","keep_alive":-1}""");
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        using var direct = new HttpClient { BaseAddress = sim.Url };
        Assert.Equal(await SendAsync(direct, path, body: null, method), await SendAsync(conductor.Client, path, body: null, method));
    }

    private static async Task<string> SendAsync(HttpClient client, string path, string? body, string method = "POST")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : Caller.Form(body) };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var stripped = Durations().Replace(Times().Replace(text, "\"created_at\":\"<time>\""), "\"${name}\":<time>");
        return $"{(int)response.StatusCode} {response.Content.Headers.ContentType}\n{stripped}";
    }

    [GeneratedRegex("\"created_at\":\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}([.][0-9]{1,9})?Z\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Times();

    [GeneratedRegex("\"(?<name>(total|load|prompt_eval|eval)_duration)\":[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Durations();
}
