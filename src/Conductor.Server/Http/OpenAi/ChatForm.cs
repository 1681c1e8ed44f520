using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.OpenAi;

/// <summary>
/// The answers of <c>/v1/chat/completions</c>: the role comes with the first piece, the reason in a chunk of its own, then the counts
/// where they were asked for.
/// </summary>
internal sealed class ChatForm(string model, bool showsUsage, TimeProvider time) : OpenAiForm(model, "chatcmpl-", "chat.completion.chunk", time)
{
    private bool _hasBegun;
    private int _calls;

    public override void Write(OutputBuffer output, in LogEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Text:
                WriteContent(output, entry.Utf8.Span, default);
                break;
            case EntryKind.Thinking:
                WriteContent(output, default, entry.Utf8.Span);
                break;
            case EntryKind.ToolCall:
                WriteCall(output, ToolCall.Read(entry.Utf8));
                break;
            case EntryKind.Extra when !TryKeep(entry):
                WriteContent(output, default, default);
                TryKeep(entry);
                break;
        }
    }

    public override void WriteEnd(OutputBuffer output, Ending ending, ModelUsage? usage)
    {
        Open(output);
        output.Raw("{\"index\":0,\"delta\":{},\"finish_reason\":"u8);
        WriteReason(output, ending, usage, _calls > 0);
        WriteKeptLogprobs(output);
        output.Raw("}]}\n\n"u8);
        WriteDone(output, usage, showsUsage);
    }

    public override async Task WriteWholeAsync(HttpContext context, ResponseLog log, AnswerSummary answer)
    {
        using var body = new WholeBody(context);
        var output = body.Output;
        WriteHead(output, "chat.completion");
        output.Raw("{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""u8);
        await body.WriteTextAsync(log, answer.After, EntryKind.Text);
        output.Raw("\""u8);
        if (answer.HasThinking)
        {
            output.Raw(",\"reasoning\":\""u8);
            await body.WriteTextAsync(log, answer.After, EntryKind.Thinking);
            output.Raw("\""u8);
        }
        WriteCalls(output, answer.ToolCalls);
        output.Raw("},\"finish_reason\":"u8);
        WriteReason(output, answer.Ending, answer.Usage, answer.ToolCalls.Count > 0);
        Logprobs.Write(output, answer.Extras);
        output.Raw("}],"u8);
        WriteUsage(output, answer.Usage);
        output.Raw("}"u8);
        await body.FinishAsync();
    }

    private void WriteContent(OutputBuffer output, ReadOnlySpan<byte> text, ReadOnlySpan<byte> thinking)
    {
        OpenDelta(output);
        output.Raw("\"content\":\""u8);
        GoText.Write(output, text);
        output.Raw("\""u8);
        if (!thinking.IsEmpty)
        {
            output.Raw(",\"reasoning\":\""u8);
            GoText.Write(output, thinking);
            output.Raw("\""u8);
        }
        CloseDelta(output);
    }

    private void WriteCall(OutputBuffer output, ToolCall call)
    {
        OpenDelta(output);
        output.Raw("\"tool_calls\":["u8);
        call.Write(output, _calls++);
        output.Raw("]"u8);
        CloseDelta(output);
    }

    private void OpenDelta(OutputBuffer output)
    {
        Open(output);
        output.Raw(_hasBegun ? "{\"index\":0,\"delta\":{"u8 : "{\"index\":0,\"delta\":{\"role\":\"assistant\","u8);
        _hasBegun = true;
    }

    private void CloseDelta(OutputBuffer output)
    {
        output.Raw("},\"finish_reason\":null"u8);
        WriteKeptLogprobs(output);
        output.Raw("}]}\n\n"u8);
    }

    private static void WriteCalls(OutputBuffer output, List<ReadOnlyMemory<byte>> calls)
    {
        if (calls.Count == 0)
            return;
        output.Raw(",\"tool_calls\":["u8);
        for (var i = 0; i < calls.Count; i++)
        {
            if (i > 0)
                output.Raw(","u8);
            ToolCall.Read(calls[i]).Write(output, i);
        }
        output.Raw("]"u8);
    }
}
