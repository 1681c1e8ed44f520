using System.Buffers;
using System.Text;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Microsoft.Extensions.AI;

namespace Conductor.Backends.ChatClients;

/// <summary>Turns the updates of one answer into outputs. Not safe for concurrent callers.</summary>
internal sealed class ChatClientAnswer(TimeProvider time)
{
    // As the abstractions serialize values, but without the line breaks: an output may become a line of its own.
    private static readonly JsonSerializerOptions OneLine = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(OutputKind Kind, Range Place)> _places = [];
    private readonly UsageDetails _usage = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan? _first;
    private char _half; // the first half of a surrogate pair, whose second is in the next piece of text
    private int _calls;
    private ChatFinishReason? _finish;

    /// <summary>Something came that a reader sees.</summary>
    public bool HasBegun => _first is not null;

    /// <summary>The client reported an error in the middle of its answer.</summary>
    public Ending? Failure { get; private set; }

    /// <summary>The outputs of an update, valid until the next call.</summary>
    public IEnumerable<ModelOutput> Take(ChatResponseUpdate update)
    {
        _bytes.ResetWrittenCount();
        _places.Clear();
        foreach (var content in update.Contents)
            Add(content);
        _finish = update.FinishReason ?? _finish;
        if (_places.Count > 0)
            _first ??= time.GetElapsedTime(_start);
        // Only now: the buffer may have moved while it grew.
        return _places.Select(Output);
    }

    /// <summary>The counts and the end of an answer that came to its end.</summary>
    public (ModelUsage Usage, Ending Ending) End()
    {
        var total = time.GetElapsedTime(_start);
        var first = _first ?? total;
        var usage = new ModelUsage
        {
            TotalDuration = Nanoseconds(total),
            PromptEvalCount = _usage.InputTokenCount ?? 0,
            PromptEvalDuration = Nanoseconds(first),
            EvalCount = _usage.OutputTokenCount ?? 0,
            EvalDuration = Nanoseconds(total - first),
            FinishReason = _finish?.Value ?? "stop",
        };
        var ending = _finish == ChatFinishReason.Length ? new Ending(StreamEnd.LengthLimit)
            : _finish == ChatFinishReason.ContentFilter ? new Ending(StreamEnd.BackendRefused, "The content filter of the model's host stopped the answer.")
            : Ending.Completed;
        return (usage, ending);
    }

    private void Add(AIContent content)
    {
        switch (content)
        {
            case TextContent text: AddText(OutputKind.Text, text.Text); break;
            case TextReasoningContent thinking: AddText(OutputKind.Thinking, thinking.Text); break;
            case FunctionCallContent call: AddJson(OutputKind.ToolCall, ToolCall(call)); break;
            case DataContent data when data.HasTopLevelMediaType("image"): AddJson(OutputKind.Extra, Image(data)); break;
            case UsageContent usage: _usage.Add(usage.Details); break;
            case ErrorContent error: Failure ??= new Ending(StreamEnd.BackendFailed, error.Message, 500); break;
            default: break; // What has no place in an answer in Ollama's terms.
        }
    }

    private void AddText(OutputKind kind, string text)
    {
        if (text.Length == 0)
            return;
        if (kind == OutputKind.Text && _half != 0)
            (text, _half) = (_half + text, '\0');
        if (kind == OutputKind.Text && char.IsHighSurrogate(text[^1]))
            (text, _half) = (text[..^1], text[^1]);
        var start = _bytes.WrittenCount;
        Encoding.UTF8.GetBytes(text, _bytes);
        if (_bytes.WrittenCount > start)
            _places.Add((kind, start.._bytes.WrittenCount));
    }

    private void AddJson(OutputKind kind, byte[] json)
    {
        var start = _bytes.WrittenCount;
        _bytes.Write(json);
        _places.Add((kind, start.._bytes.WrittenCount));
    }

    private ModelOutput Output((OutputKind Kind, Range Place) output)
    {
        var bytes = _bytes.WrittenMemory[output.Place];
        return output.Kind switch
        {
            OutputKind.Thinking => ModelOutput.OfThinking(bytes),
            OutputKind.ToolCall => ModelOutput.OfToolCall(bytes),
            OutputKind.Extra => ModelOutput.OfExtra(bytes),
            _ => ModelOutput.OfText(bytes),
        };
    }

    private byte[] ToolCall(FunctionCallContent call) => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = call.CallId,
            ["function"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["index"] = _calls++,
                ["name"] = call.Name,
                ["arguments"] = call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal),
            },
        },
        OneLine);

    private static byte[] Image(DataContent image) =>
        Encoding.UTF8.GetBytes($$$"""{"message":{"images":["{{{image.Base64Data}}}"]}}""");

    private static long Nanoseconds(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;
}
