using System.Security.Cryptography;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;

namespace Conductor.Server.Http.OpenAi;

/// <summary>What the streamed forms of the OpenAI API have in common: server-sent events, one id and one time per answer.</summary>
internal abstract class OpenAiForm : AnswerForm
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private readonly string _id;
    private readonly string _chunkKind;
    private readonly long _created;
    private string _model = "";
    private byte[] _head = [];
    private ReadOnlyMemory<byte> _extra;

    /// <param name="model">The model's name as it was asked for.</param>
    /// <param name="idPrefix">What the answer's id begins with. The rest is random: it never collides, so it is good as a key.</param>
    /// <param name="chunkKind">What the API calls a piece of it.</param>
    /// <param name="time">The clock.</param>
    protected OpenAiForm(string model, string idPrefix, string chunkKind, TimeProvider time)
    {
        (_id, _chunkKind, _created) = (idPrefix + RandomNumberGenerator.GetString(Letters, 24), chunkKind, time.GetUtcNow().ToUnixTimeSeconds());
        NameModel(model);
    }

    public override string StreamType => "text/event-stream";

    public sealed override void NameModel(string model)
    {
        _model = model;
        using var head = new OutputBuffer();
        head.Raw("data: "u8);
        WriteHead(head, _chunkKind);
        _head = head.Written.ToArray();
    }

    public override void WriteHeartbeat(OutputBuffer output, TurnStatus? waitsFor)
    {
        output.Raw(waitsFor?.Stage switch
        {
            TurnStage.Queued => ": waiting for a slot"u8,
            TurnStage.Retrying => ": asking another host"u8,
            TurnStage.Loading => ": loading the model"u8,
            TurnStage.Started => ": waiting for the model"u8,
            _ => ": waiting"u8,
        });
        if (waitsFor is { Stage: TurnStage.Queued, Position: { } ahead })
        {
            output.Raw(", "u8);
            output.Number(ahead);
            output.Raw(" ahead"u8);
        }
        output.Raw("\n\n"u8);
    }

    public override void WriteError(OutputBuffer output, Ending ending)
    {
        output.Raw("data: "u8);
        OpenAiErrors.Write(output, EndingRefusals.Of(ending));
        output.Raw("\n\n"u8);
    }

    /// <summary>Begins an object of a kind, up to the content of its list of choices.</summary>
    protected void WriteHead(OutputBuffer output, string kind)
    {
        output.Raw("{\"id\":"u8);
        GoText.WriteQuoted(output, _id);
        output.Raw(",\"object\":"u8);
        GoText.WriteQuoted(output, kind);
        output.Raw(",\"created\":"u8);
        output.Number(_created);
        output.Raw(",\"model\":"u8);
        GoText.WriteQuoted(output, _model);
        output.Raw(",\"system_fingerprint\":\"fp_ollama\",\"choices\":["u8);
    }

    /// <summary>Begins an event with a chunk.</summary>
    protected void Open(OutputBuffer output) => output.Raw(_head);

    /// <summary>Keeps fields that belong to the next chunk.</summary>
    /// <returns>False when there are some already: they need a chunk of their own first.</returns>
    protected bool TryKeep(in LogEntry extra)
    {
        if (!_extra.IsEmpty)
            return false;
        _extra = extra.Utf8;
        return true;
    }

    /// <summary>Writes the log probabilities that belong to this chunk, if there are any.</summary>
    protected void WriteKeptLogprobs(OutputBuffer output)
    {
        if (_extra.IsEmpty)
            return;
        using var extra = JsonDocument.Parse(_extra);
        _extra = default;
        Logprobs.Write(output, Logprobs.In(extra));
    }

    /// <summary>Writes the counts as <c>"usage":{…}</c>, without a comma before it.</summary>
    protected static void WriteUsage(OutputBuffer output, ModelUsage? usage)
    {
        output.Raw("\"usage\":{\"prompt_tokens\":"u8);
        output.Number(usage?.PromptEvalCount ?? 0);
        output.Raw(",\"completion_tokens\":"u8);
        output.Number(usage?.EvalCount ?? 0);
        output.Raw(",\"total_tokens\":"u8);
        output.Number((usage?.PromptEvalCount ?? 0) + (usage?.EvalCount ?? 0));
        output.Raw("}"u8);
    }

    /// <summary>Writes why the answer ended, a string.</summary>
    protected static void WriteReason(OutputBuffer output, Ending ending, ModelUsage? usage, bool hasToolCalls) => GoText.WriteQuoted(output, usage?.FinishReason switch
    {
        null or "" or "stop" when ending.End == StreamEnd.LengthLimit => "length",
        null or "" or "stop" => hasToolCalls ? "tool_calls" : "stop",
        var reason => reason,
    });

    /// <summary>Ends the stream, with the counts before its end where they were asked for.</summary>
    protected void WriteDone(OutputBuffer output, ModelUsage? usage, bool showsUsage)
    {
        if (showsUsage)
        {
            Open(output);
            output.Raw("],"u8);
            WriteUsage(output, usage);
            output.Raw("}\n\n"u8);
        }
        output.Raw("data: [DONE]\n\n"u8);
    }
}
