using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>
/// Writes one answer as Ollama's lines, field by field in Ollama's order, straight from the log's bytes. A token costs three copies
/// and no object. For one caller at a time.
/// </summary>
internal sealed class OllamaForm : AnswerForm
{
    private readonly AnswerShape _shape;
    private readonly AnswerClock _clock;

    // {"model":"...","created_at":"<time>"<before the text>: all that comes before a token. Only the time in it changes.
    private byte[] _head = [];
    private int _modelEnd;
    private int _timeStart;
    private int _timeEnd;

    private ReadOnlyMemory<byte> _extra;

    public OllamaForm(AnswerShape shape, string model, TimeProvider time)
    {
        (_shape, _clock) = (shape, new AnswerClock(time));
        NameModel(model);
    }

    public override string StreamType => "application/x-ndjson";

    public override void NameModel(string model)
    {
        using var head = new OutputBuffer();
        head.Raw("{\"model\":"u8);
        GoText.WriteQuoted(head, model);
        _modelEnd = head.Length;
        head.Raw(",\"created_at\":\""u8);
        _timeStart = head.Reserve(AnswerClock.Length);
        head.Raw("\""u8);
        _timeEnd = head.Length;
        head.Raw(_shape.BeforeText);
        _head = head.Written.ToArray();
        Stamp();
    }

    // Loading and unloading a model is answered with one object, whatever was asked for.
    public override bool IsWholeFrom(in LogEntry first) => first.Usage?.FinishReason is "load" or "unload";

    public override void Stamp() => _clock.Write(_head.AsSpan(_timeStart, AnswerClock.Length));

    // A space in front of the next object: all clients take it, while some stumble over a blank line.
    public override void WriteHeartbeat(OutputBuffer output, TurnStatus? waitsFor) => output.Raw(" "u8);

    public override void Write(OutputBuffer output, in LogEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Text when _extra.IsEmpty:
                output.Raw(_head);
                GoText.Write(output, entry.Utf8.Span);
                output.Raw(_shape.TextLineEnd);
                break;
            case EntryKind.Text:
                WriteLine(output, text: entry.Utf8.Span);
                break;
            case EntryKind.Thinking:
                WriteLine(output, thinking: entry.Utf8.Span);
                break;
            case EntryKind.ToolCall:
                WriteLine(output, toolCall: entry.Utf8.Span);
                break;
            case EntryKind.Extra:
                // It belongs to the text that the host sent with it, which comes next.
                if (!_extra.IsEmpty)
                    WriteLine(output);
                _extra = entry.Utf8;
                break;
        }
    }

    /// <summary>Writes the last line: no text, the reason and the counts.</summary>
    public override void WriteEnd(OutputBuffer output, Ending ending, ModelUsage? usage)
    {
        WriteRest(output);
        WriteOpening(output, usage);
        output.Raw(_shape.BeforeText);
        output.Raw("\""u8);
        output.Raw(_shape.MessageEnd);
        ClosingFields.Write(output, _shape, ending, usage);
        output.Raw("}\n"u8);
    }

    public override void WriteError(OutputBuffer output, Ending ending)
    {
        WriteRest(output);
        output.Raw("{\"error\":"u8);
        GoText.WriteQuoted(output, EndingRefusals.Words(ending));
        output.Raw("}\n"u8);
    }

    public override Task WriteWholeAsync(HttpContext context, ResponseLog log, AnswerSummary answer) =>
        WholeAnswer.WriteAsync(context, log, answer, _shape, this);

    /// <summary>Writes everything that comes before the text of the last object.</summary>
    public void WriteOpening(OutputBuffer output, ModelUsage? usage)
    {
        output.Raw(_head.AsSpan(0, _modelEnd));
        ClosingFields.WriteOrigin(output, usage);
        output.Raw(_head.AsSpan(_modelEnd, _timeEnd - _modelEnd));
    }

    // What was kept for a next line, now that none comes.
    private void WriteRest(OutputBuffer output)
    {
        if (!_extra.IsEmpty)
            WriteLine(output);
    }

    private void WriteLine(OutputBuffer output, ReadOnlySpan<byte> text = default, ReadOnlySpan<byte> thinking = default, ReadOnlySpan<byte> toolCall = default)
    {
        using var extra = _extra.IsEmpty ? null : JsonDocument.Parse(_extra);
        _extra = default;
        output.Raw(_head);
        GoText.Write(output, text);
        output.Raw("\""u8);
        if (!thinking.IsEmpty)
        {
            output.Raw(",\"thinking\":\""u8);
            GoText.Write(output, thinking);
            output.Raw("\""u8);
        }
        if (_shape.IsChat)
            WriteToolCall(output, toolCall);
        ExtraFields.WriteOfMessage(output, extra);
        output.Raw(_shape.MessageEnd);
        output.Raw(",\"done\":false"u8);
        if (!_shape.IsChat)
            WriteToolCall(output, toolCall);
        ExtraFields.Write(output, extra);
        output.Raw("}\n"u8);
    }

    private static void WriteToolCall(OutputBuffer output, ReadOnlySpan<byte> toolCall)
    {
        if (toolCall.IsEmpty)
            return;
        output.Raw(",\"tool_calls\":["u8);
        JsonPieces.Write(output, toolCall);
        output.Raw("]"u8);
    }
}
