using System.Buffers;
using System.Text;
using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.OpenAi;

/// <summary>
/// Turns the events of an OpenAI-compatible server's answer into outputs. Its end is the finish reason: the counts and the <c>[DONE]</c>
/// behind it are welcome but not waited for without end, and a <c>[DONE]</c> without it is no end.
/// </summary>
internal sealed class OpenAiParser(HostEndings endings, int maxBytes, TimeProvider time) : AnswerParser
{
    private readonly ServerSentEvents _events = new(maxBytes);
    private readonly OpenAiChunk _chunk = new();
    private readonly OpenAiCalls _calls = new(maxBytes);
    private readonly TextBuffer _texts = new();
    private readonly ArrayBufferWriter<byte> _extra = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan? _first;
    private string? _reason;
    private long _promptTokens;
    private long _answerTokens;

    /// <inheritdoc/>
    public override bool IsAllButOver => _reason is not null;

    /// <inheritdoc/>
    public override void Take(ReadOnlyMemory<byte> line)
    {
        Outputs.Clear();
        if (_events.TryComplete(line.Span))
            TakeEvent(isLast: false);
        else if (_events.IsTooLong)
            End(endings.TooLong(maxBytes));
    }

    /// <inheritdoc/>
    public override void Finish(ReadOnlyMemory<byte> rest)
    {
        Outputs.Clear();
        if (_events.TryCompleteLast(rest.Span))
            TakeEvent(isLast: true);
        if (!HasEnded)
            EndWith(_reason);
    }

    private void TakeEvent(bool isLast)
    {
        var data = JsonText.Mended(_events.Data);
        var isError = _events.IsError;
        if (data.Span.SequenceEqual("[DONE]"u8))
            EndWith(_reason);
        else if (data.IsEmpty || _chunk.TryRead(data.Span))
            AddOutputs(data, isError);
        else if (isError)
            End(endings.FailedMidway(Encoding.UTF8.GetString(data.Span)));
        else if (!isLast)
            End(endings.Malformed("sent an event that is not what the OpenAI API has."));
        _events.Next();
    }

    private void AddOutputs(ReadOnlyMemory<byte> data, bool isError)
    {
        if (data.IsEmpty)
            return; // a sign of life, and nothing else
        if (isError || _chunk.Error.IsPresent)
        {
            var words = _chunk.Error.IsPresent ? HostError.FindIn(JsonElement.Parse(_chunk.Error.In(data).Span)) : HostError.Find(data);
            End(endings.FailedMidway(words));
            return;
        }
        _texts.Clear();
        AddLogProbabilities(data);
        if (_chunk.Thinking.IsPresent)
            Outputs.Add(ModelOutput.OfThinking(_texts.Text(_chunk.Thinking, data)));
        if (_chunk.Text.IsPresent)
            Outputs.Add(ModelOutput.OfText(_texts.Text(_chunk.Text, data)));
        if (!TryCollectCalls(data))
        {
            End(endings.Malformed("calls more tools, or with more arguments, than are read."));
            return;
        }
        if (Outputs.Count > 0 || _chunk.Calls.Count > 0)
            _first ??= time.GetElapsedTime(_start);
        if (_chunk.HasUsage)
            (_promptTokens, _answerTokens) = (_chunk.PromptTokens, _chunk.AnswerTokens);
        if (_chunk.FinishReason.IsPresent)
            _reason = Encoding.UTF8.GetString(_texts.Text(_chunk.FinishReason, data).Span);
        if (_reason is not null && _chunk.HasUsage)
            EndWith(_reason);
    }

    private bool TryCollectCalls(ReadOnlyMemory<byte> data)
    {
        foreach (var part in _chunk.Calls)
        {
            var isAdded = _calls.TryAdd(
                part.Index,
                _texts.Text(part.Id, data).Span,
                _texts.Text(part.Name, data).Span,
                _texts.Text(part.Arguments, data).Span);
            if (!isAdded)
                return false;
        }
        return true;
    }

    // {"logprobs":[...]}: the items are those of Ollama.
    private void AddLogProbabilities(ReadOnlyMemory<byte> data)
    {
        if (!_chunk.LogProbabilities.IsPresent)
            return;
        _extra.ResetWrittenCount();
        _extra.Write("{\"logprobs\":"u8);
        _extra.Write(_chunk.LogProbabilities.In(data).Span);
        _extra.Write("}"u8);
        Outputs.Add(ModelOutput.OfExtra(_extra.WrittenMemory));
    }

    private void EndWith(string? reason)
    {
        switch (reason)
        {
            case null:
                End(endings.Cut());
                return;
            case "error" or "abort" or "cancelled":
                End(endings.FailedMidway(null));
                return;
        }
        // A call that the limit cut short is none.
        var calls = _calls.Whole().ToList();
        if (calls.Contains(null) && reason != "length")
        {
            End(endings.Malformed("calls a tool with arguments that are not a JSON object."));
            return;
        }
        foreach (var call in calls.OfType<byte[]>())
            Outputs.Add(ModelOutput.OfToolCall(call));
        Outputs.Add(ModelOutput.Of(Usage(reason)));
        End(reason switch
        {
            "length" => new Ending(StreamEnd.LengthLimit),
            "content_filter" => new Ending(StreamEnd.BackendRefused, $"The content filter of {endings.Place} stopped the answer."),
            _ => Ending.Completed,
        });
    }

    private ModelUsage Usage(string reason)
    {
        var total = time.GetElapsedTime(_start);
        var first = _first ?? total;
        return new ModelUsage
        {
            TotalDuration = Nanoseconds(total),
            PromptEvalCount = _promptTokens,
            PromptEvalDuration = Nanoseconds(first),
            EvalCount = _answerTokens,
            EvalDuration = Nanoseconds(total - first),
            FinishReason = reason == "function_call" ? "tool_calls" : reason,
        };
    }

    private static long Nanoseconds(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;
}
