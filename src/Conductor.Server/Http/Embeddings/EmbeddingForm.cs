using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Embeddings;

/// <summary>What answers that are one document have in common: they are never streamed, and their text is the document itself.</summary>
internal abstract class EmbeddingForm(string model) : AnswerForm
{
    /// <summary>The name that the answer gives its model.</summary>
    protected string Model { get; private set; } = model;

    public sealed override string StreamType => "application/json; charset=utf-8";

    public sealed override bool IsWholeFrom(in LogEntry first) => true;

    public sealed override void NameModel(string model) => Model = model;

    public sealed override void WriteHeartbeat(OutputBuffer output, TurnStatus? waitsFor) => output.Raw(" "u8);

    public sealed override void Write(OutputBuffer output, in LogEntry entry) => output.Raw(entry.Utf8.Span);

    public sealed override void WriteEnd(OutputBuffer output, Ending ending, ModelUsage? usage)
    {
    }

    public sealed override void WriteError(OutputBuffer output, Ending ending)
    {
    }

    public sealed override async Task WriteWholeAsync(HttpContext context, ResponseLog log, AnswerSummary answer)
    {
        if (answer.Ending.End == StreamEnd.LengthLimit)
        {
            // Half a document is none.
            await RefuseAsync(context, new Refusal(StatusCodes.Status502BadGateway, answer.Ending.Detail ?? "the vectors are more than an answer may be (streams.max-bytes): ask for fewer at a time"));
            return;
        }
        using var document = new OutputBuffer();
        using var reader = log.OpenReader(answer.After);
        while (reader.TryRead(out var entry))
            if (entry.Kind == EntryKind.Text)
                document.Raw(entry.Utf8.Span);
        using var body = new WholeBody(context);
        await WriteAsync(body, document.Written, answer.Usage);
        await body.FinishAsync();
    }

    /// <summary>Refuses in the API's own form.</summary>
    protected abstract Task RefuseAsync(HttpContext context, Refusal refusal);

    /// <summary>Writes the answer from the document that an Ollama gives.</summary>
    protected abstract ValueTask WriteAsync(WholeBody body, ReadOnlyMemory<byte> document, ModelUsage? usage);
}
