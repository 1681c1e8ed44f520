using System.Text.Json;

namespace Conductor.OllamaSim.Tests.Api;

public sealed class OpenAiTests : SimTest
{
    private OllamaSimulator Plain => Start(new SimOptions { Flavor = SimFlavor.OpenAi, Time = Time });

    [Fact]
    public async Task Ollamas_own_stream_names_the_role_once_and_ends_with_a_reason_and_a_mark()
    {
        var sim = StartOnVirtualTime();
        sim.Next(Answer.Tokens("Hel", "lo"));
        var answer = await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat);
        Assert.Contains("Content-Type: text/event-stream\r\n", answer, StringComparison.Ordinal);
        const string Head = """data: {"id":"chatcmpl-N","object":"chat.completion.chunk","created":1893456000,"model":"llama3.2","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":""";
        Assert.Equal(
            [
                $$"""{{Head}}{"role":"assistant","content":"Hel"},"finish_reason":null}]}""",
                $$"""{{Head}}{"content":"lo"},"finish_reason":null}]}""",
                $$"""{{Head}}{},"finish_reason":"stop"}]}""",
                "data: [DONE]",
            ],
            Anonymous(Raw.BodyOf(answer)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_plain_servers_stream_begins_with_the_role_alone_and_has_ids_of_its_own()
    {
        var sim = Plain;
        sim.Always(Answer.Tokens("Hi").Thinking("hm"));
        var one = Raw.LinesOf(await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat));
        Assert.EndsWith("""{"role":"assistant","content":""},"finish_reason":null}]}""", one[0], StringComparison.Ordinal);
        Assert.EndsWith("""{"reasoning_content":"hm"},"finish_reason":null}]}""", one[1], StringComparison.Ordinal);
        Assert.EndsWith("""{"content":"Hi"},"finish_reason":null}]}""", one[2], StringComparison.Ordinal);
        Assert.DoesNotContain("system_fingerprint", one[0], StringComparison.Ordinal);
        var whole = Raw.StreamedChat.Replace("true", "false", StringComparison.Ordinal);
        Assert.NotEqual(IdOf(await Raw.AskAsync(sim, "/v1/chat/completions", whole)), IdOf(await Raw.AskAsync(sim, "/v1/chat/completions", whole)));
    }

    [Fact]
    public async Task One_burst_has_one_id_even_when_its_bytes_were_made_for_another_request()
    {
        var sim = Start();
        sim.Always(Answer.Tokens(300));
        for (var round = 0; round < 3; round++)
        {
            var events = Raw.LinesOf(await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat))[..^1];
            Assert.Single(events.Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement.GetProperty("id").GetString()).Distinct());
        }
    }

    [Fact]
    public async Task Usage_comes_before_the_mark_when_asked_for()
    {
        var sim = Start();
        sim.Always(Answer.Tokens("a"));
        var asked = Raw.StreamedChat.Replace("\"stream\"", "\"stream_options\":{\"include_usage\":true},\"stream\"", StringComparison.Ordinal);
        var lines = Raw.LinesOf(await Raw.AskAsync(sim, "/v1/chat/completions", asked));
        Assert.EndsWith("""choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""", lines[^2], StringComparison.Ordinal);
        Assert.Equal("data: [DONE]", lines[^1]);
    }

    [Fact]
    public async Task A_whole_answer_has_message_reason_and_usage()
    {
        var sim = StartOnVirtualTime();
        sim.Always(Answer.Tokens("Hi").Thinking("hm"));
        var answer = await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat.Replace("true", "false", StringComparison.Ordinal));
        Assert.Equal(
            """{"id":"chatcmpl-N","object":"chat.completion","created":1893456000,"model":"llama3.2","system_fingerprint":"fp_ollama","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","reasoning":"hm"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""",
            Anonymous(Raw.BodyOf(answer)));
    }

    [Fact]
    public async Task Arguments_of_a_tool_call_are_a_string_and_the_reason_says_so()
    {
        var sim = Start();
        sim.Always(Answer.ToolCall("f", """{"a": 1}"""));
        var lines = Raw.LinesOf(await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat));
        Assert.Matches("""
            "tool_calls":\[\{"id":"call_[a-z0-9]{8}","index":0,"type":"function","function":\{"name":"f","arguments":"\{\\"a\\":1\}"\}\}\]
            """.Trim(), lines[0]);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_server_streams_the_arguments_in_fragments()
    {
        var sim = Plain;
        sim.Always(Answer.ToolCall("first", """{"town":"Ulm an der Donau"}""").ThenToolCall("second"));
        var calls = Raw.LinesOf(await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat))[1..^2]
            .Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement.GetProperty("choices")[0].GetProperty("delta").GetProperty("tool_calls")[0])
            .ToLookup(call => call.GetProperty("index").GetInt32());
        Assert.Equal(["first", "second"], calls.Select(call => call.First().GetProperty("function").GetProperty("name").GetString()));
        Assert.All(calls.SelectMany(call => call.Skip(1)), fragment => Assert.False(fragment.TryGetProperty("id", out _)));
        Assert.Equal(
            ["""{"town":"Ulm an der Donau"}""", "{}"],
            calls.Select(call => string.Concat(call.Select(fragment => fragment.GetProperty("function").GetProperty("arguments").GetString()))));
        Assert.True(calls[0].Count() > 3);
    }

    [Fact]
    public async Task Ollama_takes_images_in_the_request_only()
    {
        var sim = Start();
        const string Json = """{"model":"llama3.2","messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"URL"}}]}]}""";
        Assert.Contains("invalid image input", await Raw.AskAsync(sim, "/v1/chat/completions", Json.Replace("URL", "https://x.example/a.png", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/v1/chat/completions", Json.Replace("URL", "data:image/png;base64,AAAA", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("data:image/png;base64,AAAA", Assert.Single(sim.Requests.All[1].ImageUrls));
    }

    [Fact]
    public async Task A_completion_speaks_text_completion()
    {
        var sim = Start();
        sim.Always(Answer.Tokens("a", "b"));
        var lines = Raw.LinesOf(await Raw.AskAsync(sim, "/v1/completions", """{"model":"llama3.2","prompt":"x","stream":true}"""));
        Assert.Contains("\"object\":\"text_completion\"", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("""choices":[{"text":"a","index":0,"finish_reason":null}]}""", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("""choices":[{"text":"","index":0,"finish_reason":"stop"}]}""", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_listed_and_found_one_by_one()
    {
        var (ollama, plain, empty) = (Start("llama3.2"), Plain, Start(new SimOptions { Models = [] }));
        Assert.Equal("""{"object":"list","data":[{"id":"llama3.2:latest","object":"model","created":1785585600,"owned_by":"library"}]}""", Raw.BodyOf(await Raw.GetAsync(ollama, "/v1/models")));
        Assert.Contains("\"id\":\"llama3.2\"", await Raw.GetAsync(plain, "/v1/models"), StringComparison.Ordinal);
        Assert.Equal("""{"object":"list","data":null}""", Raw.BodyOf(await Raw.GetAsync(empty, "/v1/models")));
        Assert.StartsWith("HTTP/1.1 200", await Raw.GetAsync(ollama, "/v1/models/llama3.2"), StringComparison.Ordinal);
        Assert.Contains("\"type\":\"not_found_error\"", await Raw.GetAsync(ollama, "/v1/models/nope"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_server_has_no_api_and_wants_its_key()
    {
        var sim = Start(new SimOptions { Flavor = SimFlavor.OpenAi, ApiKey = "secret" });
        Assert.StartsWith("HTTP/1.1 401", await Raw.GetAsync(sim, "/v1/models"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw.GetAsync(sim, "/v1/models", headers: "Authorization: Bearer secret\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await Raw.GetAsync(sim, "/api/tags", headers: "Authorization: Bearer secret\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"nope","messages":[{"role":"user","content":"x"}]}""", 404, "not_found_error", "model 'nope' not found")]
    [InlineData("""{"model":"llama3.2","messages":[]}""", 400, "invalid_request_error", "[] is too short - 'messages'")]
    public async Task Errors_have_OpenAIs_shape(string json, int status, string type, string message)
    {
        var answer = await Raw.AskAsync(Start(), "/v1/chat/completions", json);
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Equal($"{{\"error\":{{\"message\":\"{message}\",\"type\":\"{type}\",\"param\":null,\"code\":null}}}}", Raw.BodyOf(answer));
    }

    private static string Anonymous(string text) => System.Text.RegularExpressions.Regex.Replace(text, "chatcmpl-[0-9]+", "chatcmpl-N", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));

    private static string? IdOf(string answer) => JsonDocument.Parse(Raw.BodyOf(answer)).RootElement.GetProperty("id").GetString();
}
