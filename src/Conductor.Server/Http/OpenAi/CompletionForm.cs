using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.OpenAi;

/// <summary>The answers of <c>/v1/completions</c>: text alone, the reason in a chunk of its own, then the counts where they were asked for.</summary>
internal sealed class CompletionForm(string model, bool showsUsage, TimeProvider time) : OpenAiForm(model, "cmpl-", Kind, time)
{
    // A piece of it and all of it have the same name.
    private const string Kind = "text_completion";

    public override void Write(OutputBuffer output, in LogEntry entry)
    {
        if (entry.Kind == EntryKind.Extra)
            TryKeep(entry);
        if (entry.Kind != EntryKind.Text)
            return;
        Open(output);
        output.Raw("{\"text\":\""u8);
        GoText.Write(output, entry.Utf8.Span);
        output.Raw("\",\"index\":0,\"finish_reason\":null"u8);
        WriteKeptLogprobs(output);
        output.Raw("}]}\n\n"u8);
    }

    public override void WriteEnd(OutputBuffer output, Ending ending, ModelUsage? usage)
    {
        Open(output);
        output.Raw("{\"text\":\"\",\"index\":0,\"finish_reason\":"u8);
        WriteReason(output, ending, usage, hasToolCalls: false);
        output.Raw("}]}\n\n"u8);
        WriteDone(output, usage, showsUsage);
    }

    public override async Task WriteWholeAsync(HttpContext context, ResponseLog log, AnswerSummary answer)
    {
        using var body = new WholeBody(context);
        var output = body.Output;
        WriteHead(output, Kind);
        output.Raw("{\"text\":\""u8);
        await body.WriteTextAsync(log, answer.After, EntryKind.Text);
        output.Raw("\",\"index\":0,\"finish_reason\":"u8);
        WriteReason(output, answer.Ending, answer.Usage, hasToolCalls: false);
        Logprobs.Write(output, answer.Extras);
        output.Raw("}],"u8);
        WriteUsage(output, answer.Usage);
        output.Raw("}"u8);
        await body.FinishAsync();
    }
}
