namespace Conductor.OllamaSim.Tests.Api;

public sealed class NativeChatTests : SimTest
{
    [Fact]
    public async Task A_streamed_chat_is_byte_for_byte_what_Ollama_sends()
    {
        var sim = StartOnVirtualTime();
        sim.Next(Answer.Tokens("<b>", " & ü\n"));
        var answer = await Raw.AskAsync(sim, "/api/chat", Raw.Chat);
        Assert.Equal(
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nDate: Tue, 01 Jan 2030 00:00:00 GMT\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            + Chunk("""{"model":"llama3.2","created_at":"2030-01-01T00:00:00.000000057Z","message":{"role":"assistant","content":"\u003cb\u003e"},"done":false}""")
            + Chunk("""{"model":"llama3.2","created_at":"2030-01-01T00:00:00.000000057Z","message":{"role":"assistant","content":" \u0026 ü\n"},"done":false}""")
            + Chunk("""{"model":"llama3.2","created_at":"2030-01-01T00:00:00.000000057Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":2}""")
            + "0\r\n\r\n",
            answer);
    }

    [Fact]
    public async Task A_chat_that_is_not_streamed_is_one_object_of_stated_length()
    {
        var sim = StartOnVirtualTime();
        sim.Next(Answer.Tokens("Hel", "lo"));
        var answer = await Raw.AskAsync(sim, "/api/chat", Raw.WholeChat);
        Assert.Contains("Content-Type: application/json; charset=utf-8\r\n", answer, StringComparison.Ordinal);
        const string Body = """{"model":"llama3.2","created_at":"2030-01-01T00:00:00.000000057Z","message":{"role":"assistant","content":"Hello"},"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":2}""";
        Assert.Contains($"Content-Length: {Body.Length}\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(Body, Raw.BodyOf(answer));
    }

    [Fact]
    public async Task A_long_answer_that_is_not_streamed_is_chunked_as_Go_does()
    {
        var sim = Start();
        sim.Next(Answer.Tokens(1000));
        Assert.Contains("Transfer-Encoding: chunked", await Raw.AskAsync(sim, "/api/chat", Raw.WholeChat), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thinking_comes_first_and_beside_an_empty_content()
    {
        var sim = Start(new SimModel("llama3.2") { Capabilities = ["completion", "thinking"] });
        sim.Always(Answer.Tokens("4").Thinking("two"));
        var lines = Raw.LinesOf(await Raw.AskAsync(sim, "/api/chat", Raw.Chat));
        Assert.Contains("""{"role":"assistant","content":"","thinking":"two"}""", lines[0], StringComparison.Ordinal);
        Assert.Contains("""{"role":"assistant","content":"4"}""", lines[1], StringComparison.Ordinal);
        var without = await Raw.AskAsync(sim, "/api/chat", """{"model":"llama3.2","think":false,"messages":[{"role":"user","content":"hi"}]}""");
        Assert.DoesNotContain("thinking", without, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_call_has_an_object_of_arguments_with_its_keys_in_order()
    {
        var sim = Start();
        sim.Next(Answer.ToolCall("weather", """{ "town": "Ulm", "at": 1 }""").ThenToolCall("time"));
        var lines = Raw.LinesOf(await Raw.AskAsync(sim, "/api/chat", Raw.Chat));
        Assert.Matches("""
            "message":\{"role":"assistant","content":"","tool_calls":\[\{"id":"call_[a-z0-9]{8}","function":\{"index":0,"name":"weather","arguments":\{"town":"Ulm","at":1\}\}\}\]\},"done":false\}
            """.Trim(), lines[0]);
        Assert.Contains("\"index\":1,\"name\":\"time\",\"arguments\":{}", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_can_be_made_to_call_the_first_tool_with_arguments_that_its_schema_allows()
    {
        var sim = Start(new SimModel("llama3.2") { CallsTools = true });
        var answer = await Raw.AskAsync(sim, "/api/chat", """
            {"model":"llama3.2","stream":false,"messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f",
            "parameters":{"type":"object","properties":{"unit":{"enum":["c"]},"days":{"type":"integer","minimum":3,"maximum":4}}}}}]}
            """);
        Assert.Contains("\"name\":\"f\",\"arguments\":{\"unit\":\"c\",\"days\":3}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_is_answered_with_JSON_that_it_allows()
    {
        var sim = Start();
        var answer = await Raw.AskAsync(sim, "/api/chat", """
            {"model":"llama3.2","stream":false,"messages":[{"role":"user","content":"hi"}],
            "format":{"type":"object","properties":{"z":{"const":1},"a":{"type":"array","minItems":2,"items":{"type":"boolean"}}}}}
            """);
        var content = System.Text.Json.JsonDocument.Parse(Raw.BodyOf(answer)).RootElement.GetProperty("message").GetProperty("content").GetString();
        Assert.Matches("""^\{"z":1,"a":\[(true|false),(true|false)\]\}$""", content);
    }

    [Fact]
    public async Task The_limit_and_the_stop_sequences_of_a_request_are_kept()
    {
        var sim = Start();
        sim.Always(Answer.Text("one two three four"));
        var limited = await Raw.AskAsync(sim, "/api/chat", """{"model":"llama3.2","stream":false,"messages":[{"role":"user","content":"hi"}],"options":{"num_predict":2}}""");
        Assert.Contains("\"content\":\"one two\"},\"done\":true,\"done_reason\":\"length\"", limited, StringComparison.Ordinal);
        var stopped = await Raw.AskAsync(sim, "/api/chat", """{"model":"llama3.2","stream":false,"messages":[{"role":"user","content":"hi"}],"options":{"stop":["ree","four"]}}""");
        Assert.Contains("\"content\":\"one two th\"},\"done\":true,\"done_reason\":\"stop\"", stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_probabilities_are_told_when_asked_for()
    {
        var sim = Start();
        sim.Always(Answer.Tokens("a"));
        var answer = await Raw.AskAsync(sim, "/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}],"logprobs":true,"top_logprobs":2}""");
        Assert.Matches("""
            "done":false,"logprobs":\[\{"token":"a","logprob":-0\.\d+,"bytes":\[97\],"top_logprobs":\[\{"token":"a",[^}]*\},\{"token":"a1",[^}]*\}\]\}\]\}
            """.Trim(), Raw.LinesOf(answer)[0]);
    }

    [Fact]
    public async Task Times_and_counts_say_what_happened_and_are_absent_when_zero()
    {
        var sim = StartOnVirtualTime(new SimModel("llama3.2") { LoadTime = TimeSpan.FromSeconds(2), Prefill = TimeSpan.FromSeconds(1) });
        sim.Always(Answer.Tokens(3).Paced(1));
        using var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", Raw.Chat);
        var request = await sim.Requests.NextAsync(Cancelled);
        await Time.WaitForTimersAsync(1, Cancelled);
        Time.Advance(TimeSpan.FromSeconds(2));
        await request.Answering;
        await Time.WaitForTimerAsync(TimeSpan.FromSeconds(1), Cancelled);
        Time.Advance(TimeSpan.FromSeconds(1));
        await request.SentTokensAsync(1, Cancelled);
        await Time.WaitForTimerAsync(TimeSpan.FromSeconds(1), Cancelled);
        Time.Advance(TimeSpan.FromSeconds(2));
        var end = await raw.ReadUntilAsync("\"done\":true");
        await raw.ReadUntilAsync("0\r\n\r\n");
        end = raw.Seen[end.IndexOf("\"done\":true", StringComparison.Ordinal)..];
        Assert.StartsWith(
            "\"done\":true,\"done_reason\":\"stop\",\"total_duration\":5000000000,\"load_duration\":2000000000,\"prompt_eval_count\":5,\"prompt_eval_duration\":1000000000,\"eval_count\":3,\"eval_duration\":2000000000}",
            end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_conversation_gets_the_same_words_from_another_simulator()
    {
        var (one, two) = (Start(), Start());
        Assert.Equal(TextOf(await Raw.AskAsync(one, "/api/chat", Raw.Chat)), TextOf(await Raw.AskAsync(two, "/api/chat", Raw.Chat)));
        Assert.NotEqual(
            TextOf(await Raw.AskAsync(one, "/api/chat", Raw.Chat)),
            TextOf(await Raw.AskAsync(one, "/api/chat", Raw.Chat.Replace("\"hi\"", "\"ho\"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_model_of_the_cloud_names_its_home()
    {
        var sim = Start(new SimModel("llama3.2") { RemoteModel = "big", RemoteHost = "https://ollama.com:443" });
        const string Home = ",\"remote_model\":\"big\",\"remote_host\":\"https://ollama.com:443\",";
        Assert.All(Raw.LinesOf(await Raw.AskAsync(sim, "/api/chat", Raw.Chat)), line => Assert.Contains("\"model\":\"llama3.2\"" + Home, line, StringComparison.Ordinal));
        Assert.Contains(Home, await Raw.GetAsync(sim, "/api/tags"), StringComparison.Ordinal);
    }

    private static string Chunk(string line) => $"{System.Text.Encoding.UTF8.GetByteCount(line) + 1:x}\r\n{line}\n\r\n";

    private static string TextOf(string answer) => string.Concat(Raw.LinesOf(answer)
        .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("message").GetProperty("content").GetString()));
}
