using System.Text;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Ollama;

namespace Conductor.Server.Tests.Http.Ollama;

public sealed class OllamaFormTests
{
    private const string Head = "{\"model\":\"m\\u003c1\\u003e\",\"created_at\":\"2026-11-21T07:33:39.123456700Z\"";

    private static readonly Ending Broken = new(StreamEnd.BackendCut, "so");

    private static readonly ModelUsage Usage = new()
    {
        TotalDuration = 5,
        PromptEvalCount = 1,
        EvalCount = 2,
        EvalDuration = 3,
        FinishReason = "stop",
        Fields = Fields("""{"remote_model":"big","context":[1,2],"logprobs":[{"token":"a"}]}"""),
    };

    [Fact]
    public void A_chat_has_its_text_in_a_message()
    {
        Assert.Equal(
            Head + ",\"message\":{\"role\":\"assistant\",\"content\":\"a \\u0026 b\"},\"done\":false}\n"
            + Head + ",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\\n\"},\"done\":false}\n"
            + Head + ",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"b\":1,\"a\":\"<\"}}}]},\"done\":false}\n",
            Write(AnswerShape.Chat, log =>
            {
                log.Append(EntryKind.Text, "a & b"u8);
                log.Append(EntryKind.Thinking, "hm\n"u8);
                log.Append(EntryKind.ToolCall, """{"function":{"name":"f","arguments":{"b":1,"a":"<"}}}"""u8);
            }));
    }

    [Fact]
    public void A_completion_has_its_text_beside_the_rest()
    {
        Assert.Equal(
            Head + ",\"response\":\"a\",\"done\":false}\n"
            + Head + ",\"response\":\"\",\"thinking\":\"hm\",\"done\":false}\n"
            + Head + ",\"response\":\"\",\"done\":false,\"tool_calls\":[{}]}\n",
            Write(AnswerShape.Generate, log =>
            {
                log.Append(EntryKind.Text, "a"u8);
                log.Append(EntryKind.Thinking, "hm"u8);
                log.Append(EntryKind.ToolCall, "{}"u8);
            }));
    }

    [Fact]
    public void Fields_that_pass_through_stand_in_the_line_of_their_text()
    {
        Assert.Equal(
            Head + ",\"message\":{\"role\":\"assistant\",\"content\":\"a\",\"images\":[\"x\"]},\"done\":false,\"logprobs\":[{\"token\":\"a\"}]}\n"
            + Head + ",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false,\"n\":1}\n"
            + Head + ",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false,\"n\":2}\n",
            Write(AnswerShape.Chat, log =>
            {
                log.Append(EntryKind.Extra, """{"logprobs":[{"token":"a"}],"message":{"images":["x"]}}"""u8);
                log.Append(EntryKind.Text, "a"u8);
                log.Append(EntryKind.Extra, """{"n":1}"""u8);
                log.Append(EntryKind.Extra, """{"n":2}"""u8);
            }));
    }

    [Fact]
    public void The_last_line_of_a_chat_has_the_counts_that_are_not_zero_last()
    {
        Assert.Equal(
            "{\"model\":\"m\\u003c1\\u003e\",\"remote_model\":\"big\",\"created_at\":\"2026-11-21T07:33:39.123456700Z\""
            + ",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"context\":[1,2],\"logprobs\":[{\"token\":\"a\"}]"
            + ",\"total_duration\":5,\"prompt_eval_count\":1,\"eval_count\":2,\"eval_duration\":3}\n",
            WriteDone(AnswerShape.Chat, Ending.Completed, Usage));
    }

    [Fact]
    public void The_last_line_of_a_completion_has_its_context_before_the_counts()
    {
        Assert.Equal(
            "{\"model\":\"m\\u003c1\\u003e\",\"remote_model\":\"big\",\"created_at\":\"2026-11-21T07:33:39.123456700Z\",\"response\":\"\""
            + ",\"done\":true,\"done_reason\":\"stop\",\"context\":[1,2],\"total_duration\":5,\"prompt_eval_count\":1,\"eval_count\":2,\"eval_duration\":3"
            + ",\"logprobs\":[{\"token\":\"a\"}]}\n",
            WriteDone(AnswerShape.Generate, Ending.Completed, Usage));
    }

    [Theory]
    [InlineData(StreamEnd.Completed, null, "stop")]
    [InlineData(StreamEnd.LengthLimit, null, "length")]
    [InlineData(StreamEnd.Completed, "tool_calls", "stop")]
    [InlineData(StreamEnd.Completed, "load", "load")]
    public void The_reason_is_one_that_Ollama_has(StreamEnd end, string? reason, string expected) =>
        Assert.Contains($"\"done_reason\":\"{expected}\"", WriteDone(AnswerShape.Chat, new Ending(end), new ModelUsage { FinishReason = reason }), StringComparison.Ordinal);

    [Fact]
    public void A_tool_call_over_several_lines_is_written_in_one()
    {
        var lines = Write(AnswerShape.Chat, log => log.Append(EntryKind.ToolCall, "{\r\n  \"function\": {\"name\": \"a\\nb\"}\n}"u8));
        Assert.Single(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using var line = JsonDocument.Parse(lines);
        Assert.Equal("a\nb", line.RootElement.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString());
    }

    [Fact]
    public void A_token_costs_no_object()
    {
        const int tokens = 10_000;
        var log = new ResponseLog();
        for (var i = 0; i < tokens; i++)
            log.Append(EntryKind.Text, " token <b>"u8);
        var lines = Lines(AnswerShape.Chat);
        using var output = new OutputBuffer();
        using var reader = log.OpenReader();
        WriteBatch(reader, lines, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (WriteBatch(reader, lines, output))
            lines.Stamp();
        var perToken = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)tokens;
        Assert.True(perToken < 1, $"{perToken} bytes per token");
        Assert.Equal(tokens, reader.Position);
    }

    private static bool WriteBatch(LogReader reader, OllamaForm lines, OutputBuffer output)
    {
        output.Clear();
        while (output.Length < 32 * 1024 && reader.TryRead(out var entry))
            lines.Write(output, entry);
        return output.Length > 0;
    }

    private static string Write(AnswerShape shape, Action<ResponseLog> fill)
    {
        var log = new ResponseLog();
        fill(log);
        var lines = Lines(shape);
        using var output = new OutputBuffer();
        using var reader = log.OpenReader();
        while (reader.TryRead(out var entry))
            lines.Write(output, entry);
        lines.WriteError(output, Broken);
        var text = Encoding.UTF8.GetString(output.Written.Span);
        Assert.EndsWith("{\"error\":\"so\"}\n", text, StringComparison.Ordinal);
        return text[..^"{\"error\":\"so\"}\n".Length];
    }

    private static string WriteDone(AnswerShape shape, Ending ending, ModelUsage usage)
    {
        using var output = new OutputBuffer();
        Lines(shape).WriteEnd(output, ending, usage);
        return Encoding.UTF8.GetString(output.Written.Span);
    }

    private static OllamaForm Lines(AnswerShape shape) => new(shape, "m<1>", new StandingTime());

    private static List<KeyValuePair<string, JsonElement>> Fields(string json) =>
        [.. JsonElement.Parse(json).EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value))];

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 21, 7, 33, 39, TimeSpan.Zero).AddTicks(1_234_567);

        public override long GetTimestamp() => 1;
    }
}
