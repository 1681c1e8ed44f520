using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>An answer as one object: what its lines would have said, put together.</summary>
internal static class WholeAnswer
{
    public static async Task WriteAsync(HttpContext context, ResponseLog log, AnswerSummary answer, AnswerShape shape, OllamaForm form)
    {
        using var body = new WholeBody(context);
        var output = body.Output;
        using var fields = new MergedFields(answer.Extras, answer.Usage?.Fields ?? []);
        form.Stamp();
        form.WriteOpening(output, answer.Usage);
        output.Raw(shape.BeforeText);
        await body.WriteTextAsync(log, answer.After, EntryKind.Text);
        output.Raw("\""u8);
        if (answer.HasThinking)
        {
            output.Raw(",\"thinking\":\""u8);
            await body.WriteTextAsync(log, answer.After, EntryKind.Thinking);
            output.Raw("\""u8);
        }
        if (shape.IsChat)
            WriteToolCalls(output, answer.ToolCalls);
        fields.WriteOfMessage(output);
        output.Raw(shape.MessageEnd);
        ClosingFields.Write(output, shape, answer.Ending, answer.Usage, fields);
        if (!shape.IsChat)
            WriteToolCalls(output, answer.ToolCalls);
        output.Raw("}"u8);
        await body.FinishAsync();
    }

    private static void WriteToolCalls(OutputBuffer output, List<ReadOnlyMemory<byte>> calls)
    {
        if (calls.Count == 0)
            return;
        output.Raw(",\"tool_calls\":["u8);
        for (var i = 0; i < calls.Count; i++)
        {
            if (i > 0)
                output.Raw(","u8);
            JsonPieces.Write(output, calls[i].Span);
        }
        output.Raw("]"u8);
    }
}
