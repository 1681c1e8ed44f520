using System.Text;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.Tests.OpenAi;

public sealed class OpenAiAnswerTests
{
    private const string Stop = """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n";
    private const string Usage = """data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}""" + "\n\n";
    private const string Done = "data: [DONE]\n\n";

    [Fact]
    public async Task A_chat_becomes_text_then_counts_then_the_end()
    {
        var seen = await OpenAiAnswers.ReadAsync("""data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""" + "\n\n" + Text("Hel") + Text("lo \\u003c3") + Stop + Usage + Done);
        Assert.Equal(["Text Hel", "Text lo <3", "Usage stop 3+5", "End Completed"], seen.Saying().Select(s => s.ToString()));
    }

    [Fact]
    public async Task A_completion_has_its_text_beside_the_reason()
    {
        var seen = await OpenAiAnswers.ReadAsync("""
            data: {"object":"text_completion","choices":[{"index":0,"text":"Hi","logprobs":null,"finish_reason":null}]}

            data: {"object":"text_completion","choices":[{"index":0,"text":"!","finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}

            """);
        Assert.Equal(["Text Hi", "Text !", "Usage length 1+2", "End LengthLimit"], seen.Saying().Select(s => s.ToString()));
    }

    [Theory]
    [InlineData(""" "reasoning":"Hm" """)]
    [InlineData(""" "reasoning_content":"Hm" """)]
    [InlineData(""" "reasoning":"Hm","reasoning_content":"Hm" """)]
    [InlineData(""" "reasoning":null,"reasoning_content":"Hm","content":null """)]
    public async Task Reasoning_has_two_names_and_comes_once(string delta)
    {
        var seen = await OpenAiAnswers.ReadAsync($$$"""data: {"choices":[{"delta":{{{{delta}}}}}]}""" + "\n\n" + Text("a") + Stop + Done);
        Assert.Equal(["Thinking Hm", "Text a", "Usage stop 0+0", "End Completed"], seen.Saying().Select(s => s.ToString()));
    }

    [Fact]
    public async Task Tool_calls_come_whole_from_interleaved_parts()
    {
        var seen = await OpenAiAnswers.ReadAsync("""
            data: {"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"add","arguments":""}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":1,"}},{"index":1,"id":"b","function":{"name":"now","arguments":""}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\n \"y\":\"}\\u00e9\"}"}}]}}]}

            data: {"choices":[{"delta":{},"finish_reason":"tool_calls"}]}

            data: [DONE]


            """);
        Assert.Equal(
            [
                """ToolCall {"id":"a","function":{"index":0,"name":"add","arguments":{"x":1,"y":"}é"}}}""",
                """ToolCall {"id":"b","function":{"index":1,"name":"now","arguments":{}}}""",
                "Usage tool_calls 0+0",
                "End Completed",
            ],
            seen.Saying().Select(s => s.ToString()));
    }

    [Fact]
    public async Task Tool_calls_of_servers_that_give_no_index_or_an_object_are_understood()
    {
        var seen = await OpenAiAnswers.ReadAsync("""
            data: {"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}},{"id":"b","function":{"name":"g","arguments":"{\"y\":"}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"2}"}}]},"finish_reason":"stop"}]}

            data: [DONE]


            """);
        Assert.Equal(
            ["""ToolCall {"id":"a","function":{"index":0,"name":"f","arguments":{"x":1}}}""", """ToolCall {"id":"b","function":{"index":1,"name":"g","arguments":{"y":2}}}"""],
            seen.Where(s => s.Kind == OutputKind.ToolCall).Select(s => s.ToString()));
    }

    [Theory]
    [InlineData("stop", StreamEnd.BackendMalformed)]
    [InlineData("length", StreamEnd.LengthLimit)]
    public async Task Arguments_that_are_no_object_are_malformed_unless_the_limit_cut_them(string reason, StreamEnd end)
    {
        var seen = await OpenAiAnswers.ReadAsync("""data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}]}}]}""" + "\n\n" + Stop.Replace("stop", reason, StringComparison.Ordinal) + Done);
        Assert.Equal(end, seen.Ending().End);
        Assert.DoesNotContain(seen, s => s.Kind == OutputKind.ToolCall);
    }

    [Fact]
    public async Task Log_probabilities_pass_through_before_their_text()
    {
        var seen = await OpenAiAnswers.ReadAsync("""data: {"choices":[{"delta":{"content":"a"},"logprobs":{"content":[{"token":"a","logprob":-0.5,"top_logprobs":[]}],"refusal":null}}]}""" + "\n\n" + Stop + Done);
        Assert.Equal(["""Extra {"logprobs":[{"token":"a","logprob":-0.5,"top_logprobs":[]}]}""", "Text a"], seen.Saying().Take(2).Select(s => s.ToString()));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Comments_ids_names_blanks_and_any_line_end_make_no_difference(string end)
    {
        const string Answer = ": keep-alive\n\n\n\nevent: message\nid: 7\nretry: 10\ndata:{\"choices\":[{\"delta\":\ndata: {\"content\":\"a\"}}]}\n\nunknown\ndata:\n\n" + Stop + "data:[DONE]\n\n";
        var seen = await OpenAiAnswers.ReadAsync(Answer.Replace("\n", end, StringComparison.Ordinal));
        Assert.Equal(["Text a", "Usage stop 0+0", "End Completed"], seen.Saying().Select(s => s.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: [DONE]")]
    [InlineData("data: [DONE]\n")]
    [InlineData(Usage)]
    [InlineData("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5}}")]
    public async Task After_a_finish_reason_any_end_is_whole(string rest) =>
        Assert.Equal((StreamEnd.Completed, "a"), await EndAsync(Text("a") + Stop + rest));

    [Theory]
    [InlineData("")]
    [InlineData(Done)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"half")]
    [InlineData(Usage + Done)]
    public async Task Without_a_finish_reason_no_end_is_whole(string rest) =>
        Assert.Equal((StreamEnd.BackendCut, "a"), await EndAsync(Text("a") + rest));

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"out of memory\",\"type\":\"api_error\",\"code\":null}}\n\n")]
    [InlineData("data: {\"error\":\"out of memory\"}\n\n")]
    [InlineData("event: error\ndata: {\"message\":\"out of memory\"}\n\n")]
    [InlineData("event: error\ndata: out of memory\n\n")]
    [InlineData("{\"error\":{\"message\":\"out of memory\"}}")]
    public async Task An_error_in_the_middle_ends_it_as_failed_in_the_hosts_words(string error)
    {
        var seen = await OpenAiAnswers.ReadAsync(Text("a") + error + (error[^1] == '\n' ? Stop + Done : ""));
        Assert.Equal(("a", new Ending(StreamEnd.BackendFailed, "out of memory", 500)), (seen.Text(), seen.Ending()));
    }

    [Theory]
    [InlineData("abort", StreamEnd.BackendFailed)]
    [InlineData("content_filter", StreamEnd.BackendRefused)]
    [InlineData("function_call", StreamEnd.Completed)]
    public async Task A_finish_reason_says_how_it_ended(string reason, StreamEnd end) =>
        Assert.Equal((end, "a"), await EndAsync(Text("a") + Stop.Replace("stop", reason, StringComparison.Ordinal) + Done));

    [Theory]
    [InlineData("data: garbage")]
    [InlineData("data: {\"choices\":")]
    [InlineData("data: {}{}")]
    [InlineData("data: []")]
    [InlineData("data: {\"choices\":{}}")]
    [InlineData("data: {\"choices\":[1]}")]
    [InlineData("data: {\"choices\":[{\"delta\":\"a\"}]}")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":[]}}]}")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":1}}]}}]}")]
    public async Task An_event_that_is_not_the_protocol_ends_it_as_malformed(string line) =>
        Assert.Equal((StreamEnd.BackendMalformed, "a"), await EndAsync(Text("a") + line + "\n\n" + Text("never") + Stop + Done));

    [Fact]
    public async Task An_answer_that_was_not_streamed_after_all_is_understood() =>
        Assert.Equal(
            (StreamEnd.Completed, "Hi"),
            await EndAsync("""{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"""));

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task An_event_past_the_bound_is_malformed_in_one_line_or_many(int lines)
    {
        var answer = Text("a") + string.Concat(Enumerable.Repeat("data: " + new string('x', 20_000 / lines) + "\n", lines)) + "\n";
        var seen = await Seen.AllAsync(OpenAiAnswers.Outputs(new SplitStream(Encoding.UTF8.GetBytes(answer), []), maxBytes: 10_000), TestContext.Current.CancellationToken);
        Assert.Equal(["Text a", "End BackendMalformed"], seen.Saying().Select(s => s.ToString()));
    }

    [Fact]
    public async Task Arguments_past_the_bound_are_malformed()
    {
        var part = """data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"xxxxxxxxxxxxxxxxxxxx"}}]}}]}""" + "\n\n";
        var answer = string.Concat(Enumerable.Repeat(part, 1_000));
        var seen = await Seen.AllAsync(OpenAiAnswers.Outputs(new SplitStream(Encoding.UTF8.GetBytes(answer), []), maxBytes: 10_000), TestContext.Current.CancellationToken);
        Assert.Equal(StreamEnd.BackendMalformed, seen.Ending().End);
    }

    private static string Text(string text) => $$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]}""" + "\n\n";

    private static async Task<(StreamEnd End, string Text)> EndAsync(string answer)
    {
        var seen = await OpenAiAnswers.ReadAsync(answer);
        return (seen.Ending().End, seen.Text());
    }
}
