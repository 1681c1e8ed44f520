using System.Text;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.Tests.Ollama;

public sealed class OllamaAnswerTests
{
    private const string Done = """{"model":"m","created_at":"2026-11-21T07:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":2,"prompt_eval_duration":3,"eval_count":4,"eval_duration":5}""" + "\n";

    [Fact]
    public async Task A_chat_becomes_text_then_counts_then_the_end()
    {
        var seen = await OllamaAnswers.ReadAsync(Chunk("Hel") + Chunk("lo") + Done);
        Assert.Equal(["Text Hel", "Text lo", "Usage stop 2+4", "End Completed"], seen.Saying().Select(s => s.ToString()));
        Assert.Equal(new ModelUsage
        {
            TotalDuration = 9,
            LoadDuration = 1,
            PromptEvalCount = 2,
            PromptEvalDuration = 3,
            EvalCount = 4,
            EvalDuration = 5,
            FinishReason = "stop",
        } with { Fields = seen.Usage().Fields }, seen.Usage());
        Assert.Empty(seen.Usage().Fields);
    }

    [Fact]
    public async Task A_completion_has_its_text_in_response_and_its_context_in_the_fields()
    {
        var seen = await OllamaAnswers.ReadAsync("""
            {"model":"m","created_at":"x","response":"Hi","done":false}
            {"model":"m","created_at":"x","response":"!","done":true,"done_reason":"stop","context":[1, 2],"eval_count":2}

            """);
        Assert.Equal(["Text Hi", "Text !", "Usage stop 0+2", "End Completed"], seen.Saying().Select(s => s.ToString()));
        var field = Assert.Single(seen.Usage().Fields);
        Assert.Equal(("context", "[1, 2]"), (field.Key, field.Value.GetRawText()));
    }

    [Fact]
    public async Task Reasoning_comes_before_text_and_tool_calls_come_whole_one_by_one()
    {
        var seen = await OllamaAnswers.ReadAsync("""
            {"message":{"role":"assistant","content":"a\u003eb","thinking":"let \"me\" see"},"done":false}
            {"message":{"role":"assistant","content":"","tool_calls":[{"function":{"index":0,"name":"f","arguments":{"x":[1,"]"]}}},{"id":"call_2","function":{"name":"g","arguments":{}}}]},"done":false}

            """ + Done);
        Assert.Equal(
            [
                """Thinking let "me" see""",
                "Text a>b",
                """ToolCall {"function":{"index":0,"name":"f","arguments":{"x":[1,"]"]}}}""",
                """ToolCall {"id":"call_2","function":{"name":"g","arguments":{}}}""",
                "Usage stop 2+4",
                "End Completed",
            ],
            seen.Saying().Select(s => s.ToString()));
    }

    [Fact]
    public async Task Fields_that_nobody_knows_pass_through_before_the_text_of_their_chunk()
    {
        var seen = await OllamaAnswers.ReadAsync("""
            {"message":{"role":"assistant","content":"x","images":["aGk="],"tool_name":null},"logprobs":[{"token":"x","logprob":-0.10}],"remote_model":"big","n\u0065w":{"a":1},"done":false}
            {"message":{"role":"assistant","content":"y","images":["aGk="]},"done":false}
            {"message":{"role":"assistant","content":"","images":["end"]},"done":true,"remote_model":"big","logprobs":[]}

            """);
        Assert.Equal(
            [
                """Extra {"logprobs":[{"token":"x","logprob":-0.10}],"n\u0065w":{"a":1},"message":{"images":["aGk="]}}""",
                "Text x",
                """Extra {"message":{"images":["aGk="]}}""",
                "Text y",
                """Extra {"message":{"images":["end"]}}""",
                "Usage  0+0",
                "End Completed",
            ],
            seen.Saying().Select(s => s.ToString()));
        Assert.Equal(["remote_model", "logprobs"], seen.Usage().Fields.Select(f => f.Key));
    }

    [Theory]
    [InlineData("length", StreamEnd.LengthLimit)]
    [InlineData("load", StreamEnd.Completed)]
    [InlineData("unload", StreamEnd.Completed)]
    public async Task The_reason_says_whether_it_is_all(string reason, StreamEnd end)
    {
        var seen = await OllamaAnswers.ReadAsync($$"""{"message":{"content":""},"done":true,"done_reason":"{{reason}}"}""");
        Assert.Equal((end, reason), (seen.Ending().End, seen.Usage().FinishReason));
    }

    [Fact]
    public async Task A_reason_for_the_end_is_the_end_even_if_done_was_lost()
    {
        var seen = await OllamaAnswers.ReadAsync(Chunk("a") + Done.Replace("\"done\":true", "\"done\":false", StringComparison.Ordinal));
        Assert.Equal(["Text a", "Usage stop 2+4", "End Completed"], seen.Saying().Select(s => s.ToString()));
        Assert.Equal(StreamEnd.BackendCut, (await OllamaAnswers.ReadAsync("{\"done_reason\":\"\"}\n")).Ending().End);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n\n \r\n\t\n")]
    public async Task Line_ends_blank_lines_and_a_space_in_front_are_no_matter(string end)
    {
        var seen = await OllamaAnswers.ReadAsync("\uFEFF" + Chunk("a").Trim() + end + " " + Chunk("b").Trim() + end + Done.Trim() + end);
        Assert.Equal(["Text a", "Text b", "Usage stop 2+4", "End Completed"], seen.Saying().Select(s => s.ToString()));
    }

    [Fact]
    public async Task Bytes_without_an_output_are_a_sign_of_life()
    {
        var seen = await OllamaAnswers.ReadAsync(Chunk("") + Chunk("a") + Done, 10, Chunk("").Length - 10, int.MaxValue);
        Assert.Equal([OutputKind.Alive, OutputKind.Alive, OutputKind.Text, OutputKind.Usage, OutputKind.End], seen.Select(s => s.Kind));
    }

    [Theory]
    [InlineData("{\"error\":\"out of memory\"}\n", "out of memory")]
    [InlineData("{\"error\":{\"message\":\"out of memory\",\"code\":5}}\n", "out of memory")]
    [InlineData("{\"error\":{}}\n", "without saying")]
    public async Task An_error_line_ends_it_as_failed_in_the_hosts_words(string line, string words)
    {
        var seen = await OllamaAnswers.ReadAsync(Chunk("a") + line + Chunk("never"));
        Assert.Equal("a", seen.Text());
        Assert.Equal(StreamEnd.BackendFailed, seen.Ending().End);
        Assert.Contains(words, seen.Ending().Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"message\":{\"content\":\"half")]
    [InlineData("{\"message\":{\"content\":\"whole\"},\"done\":false}")]
    public async Task An_end_without_done_is_a_cut(string rest)
    {
        var seen = await OllamaAnswers.ReadAsync(Chunk("a") + rest);
        Assert.Equal(StreamEnd.BackendCut, seen.Ending().End);
        Assert.StartsWith("a", seen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_a_cut()
    {
        var bytes = Encoding.UTF8.GetBytes(Chunk("a") + Done[..^1]);
        var seen = await Seen.AllAsync(OllamaAnswers.Outputs(new SplitStream(bytes, [], new IOException("reset"))), TestContext.Current.CancellationToken);
        Assert.Equal(["Text a", "End BackendCut"], seen.Saying().Select(s => s.ToString()));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{\"message\":")]
    [InlineData("{}{}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("data: {}")]
    [InlineData("{\"message\":\"text\"}")]
    [InlineData("{\"message\":{\"content\":5}}")]
    [InlineData("{\"message\":{\"tool_calls\":{}}}")]
    [InlineData("{\"message\":{\"tool_calls\":[1]}}")]
    [InlineData("{\"response\":{}}")]
    [InlineData("{\"done\":\"true\"}")]
    public async Task A_line_that_is_not_the_protocol_ends_it_as_malformed_and_shows_none_of_it(string line)
    {
        var seen = await OllamaAnswers.ReadAsync(Chunk("a") + line + "\n" + Chunk("never") + Done);
        Assert.Equal(["Text a", "End BackendMalformed"], seen.Saying().Select(s => s.ToString()));
        Assert.DoesNotContain(line, seen.Ending().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_of_a_wrong_type_count_as_none()
    {
        var seen = await OllamaAnswers.ReadAsync("""{"done":true,"eval_count":"many","prompt_eval_count":3.0,"total_duration":{"x":1},"load_duration":null}""");
        Assert.Equal((0L, 3L, 0L), (seen.Usage().EvalCount, seen.Usage().PromptEvalCount, seen.Usage().TotalDuration));
    }

    [Fact]
    public async Task A_line_of_four_megabytes_comes_whole_from_small_packets()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789abcdeé", 256 * 1024));
        var seen = await OllamaAnswers.ReadAsync(Chunk(text) + Done, 1400);
        Assert.Equal(text, seen.Text());
        Assert.Equal(StreamEnd.Completed, seen.Ending().End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_line_past_the_bound_is_malformed_whether_it_ends_or_not(bool ends)
    {
        var bytes = Encoding.UTF8.GetBytes(Chunk("a") + new string('x', 20_000) + (ends ? "\n" : ""));
        var seen = await Seen.AllAsync(OllamaAnswers.Outputs(new SplitStream(bytes, []), maxLineBytes: 10_000), TestContext.Current.CancellationToken);
        Assert.Equal(["Text a", "End BackendMalformed"], seen.Saying().Select(s => s.ToString()));
        Assert.Contains("10000 bytes", seen.Ending().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_do_not_lose_the_answer()
    {
        var bytes = Encoding.Latin1.GetBytes(Chunk("caf\u00e9") + Done);
        Assert.Equal("caf\uFFFD", (await OllamaAnswers.ReadAsync(bytes)).Text());
    }

    private static string Chunk(string content) =>
        $$$"""{"model":"m","created_at":"2026-11-21T07:00:00Z","message":{"role":"assistant","content":"{{{content}}}"},"done":false}""" + "\n";
}
