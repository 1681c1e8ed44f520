using System.Buffers;
using System.Text;
using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.Ollama;

/// <summary>
/// Turns the lines of an Ollama's answer into outputs. In a chunk the order is: fields that pass through, reasoning, text, tool calls;
/// in the last one then the counts and the end.
/// </summary>
internal sealed class OllamaParser(HostEndings endings) : AnswerParser
{
    private readonly OllamaChunk _chunk = new();
    private readonly ArrayBufferWriter<byte> _extra = new();
    private readonly TextBuffer _texts = new();

    /// <inheritdoc/>
    public override void Take(ReadOnlyMemory<byte> line)
    {
        Outputs.Clear();
        if (IsBlank(line.Span))
            return;
        line = JsonText.Mended(line);
        if (_chunk.TryRead(line.Span))
            AddOutputs(line);
        else
            End(endings.Malformed("sent a line that is not what an Ollama writes."));
    }

    /// <inheritdoc/>
    public override void Finish(ReadOnlyMemory<byte> rest)
    {
        Outputs.Clear();
        rest = JsonText.Mended(rest);
        // A line without its end is whole when it is whole JSON: one object may be all there is.
        if (!IsBlank(rest.Span) && _chunk.TryRead(rest.Span))
            AddOutputs(rest);
        if (!HasEnded)
            End(endings.Cut());
    }

    private void AddOutputs(ReadOnlyMemory<byte> line)
    {
        if (_chunk.Error.IsPresent)
        {
            End(endings.FailedMidway(Words(_chunk.Error.In(line))));
            return;
        }
        _texts.Clear();
        AddExtra(line);
        if (_chunk.Thinking.IsPresent)
            Outputs.Add(ModelOutput.OfThinking(_texts.Text(_chunk.Thinking, line)));
        if (_chunk.Text.IsPresent)
            Outputs.Add(ModelOutput.OfText(_texts.Text(_chunk.Text, line)));
        foreach (var call in _chunk.ToolCalls)
            Outputs.Add(ModelOutput.OfToolCall(call.In(line)));
        if (_chunk.IsLast)
            AddUsageAndEnd(line);
    }

    private void AddUsageAndEnd(ReadOnlyMemory<byte> line)
    {
        var usage = new ModelUsage
        {
            TotalDuration = _chunk.Counts[0],
            LoadDuration = _chunk.Counts[1],
            PromptEvalCount = _chunk.Counts[2],
            PromptEvalDuration = _chunk.Counts[3],
            EvalCount = _chunk.Counts[4],
            EvalDuration = _chunk.Counts[5],
            FinishReason = _chunk.DoneReason.IsPresent ? Encoding.UTF8.GetString(_texts.Text(_chunk.DoneReason, line).Span) : null,
            Fields = [.. _chunk.Unknown.Where(f => !f.IsInMessage).Select(f => KeyValuePair.Create(
                JsonText.Read(Element(f.Name.In(line))) ?? "",
                Element(f.Value.In(line))))],
        };
        Outputs.Add(ModelOutput.Of(usage));
        End(usage.FinishReason == "length" ? new Ending(StreamEnd.LengthLimit) : Ending.Completed);
    }

    // {"logprobs":[...],"message":{"images":[...]}}: the fields where they were in the chunk.
    private void AddExtra(ReadOnlyMemory<byte> line)
    {
        if (_chunk.Unknown.Count == 0)
            return;
        _extra.ResetWrittenCount();
        _extra.Write("{"u8);
        var start = _extra.WrittenCount;
        WriteFields(line, isInMessage: false);
        if (_chunk.Unknown.Exists(static f => f.IsInMessage))
        {
            _extra.Write(_extra.WrittenCount > start ? ",\"message\":{"u8 : "\"message\":{"u8);
            WriteFields(line, isInMessage: true);
            _extra.Write("}"u8);
        }
        if (_extra.WrittenCount == start)
            return;
        _extra.Write("}"u8);
        Outputs.Add(ModelOutput.OfExtra(_extra.WrittenMemory));
    }

    private void WriteFields(ReadOnlyMemory<byte> line, bool isInMessage)
    {
        var isFirst = true;
        foreach (var field in _chunk.Unknown)
        {
            // Which cloud model really answers is the same in every chunk: once, with the counts, is enough. So are the fields of
            // the last chunk.
            if (field.IsInMessage != isInMessage || !isInMessage && (_chunk.IsLast || field.IsOrigin))
                continue;
            if (!isFirst)
                _extra.Write(","u8);
            isFirst = false;
            _extra.Write(field.Name.In(line).Span);
            _extra.Write(":"u8);
            _extra.Write(field.Value.In(line).Span);
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;

    private static string? Words(ReadOnlyMemory<byte> error) => HostError.FindIn(Element(error));

    private static JsonElement Element(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
