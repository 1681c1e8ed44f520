using System.Text.Json;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;
using Microsoft.Extensions.AI;

namespace Conductor.Client;

/// <summary>Turns the entries of an answer into updates.</summary>
/// <param name="model">The model that was asked for; null for the default one.</param>
/// <param name="mayRestart">Nothing was handed on yet, so an answer may begin anew.</param>
internal sealed class ChatAnswer(string? model, bool mayRestart)
{
    private readonly string _message = Guid.CreateVersion7().ToString("N");
    private string? _model = model;
    private bool _hasCalls;

    /// <summary>Everything so far.</summary>
    public List<ChatResponseUpdate> Updates { get; } = [];

    /// <summary>Takes an entry, and returns what there is to hand on; null for nothing.</summary>
    /// <exception cref="ConductorException">The answer did not end well, or began anew when that is too late.</exception>
    public ChatResponseUpdate? Take(TurnEntry entry)
    {
        switch (entry)
        {
            case Text text:
                return Add(entry, new TextContent(text.Content));
            case Thinking thinking:
                return Add(entry, new TextReasoningContent(thinking.Content));
            case ToolCall call:
                _hasCalls = true;
                return Add(entry, new FunctionCallContent($"call_{entry.TurnId:N}_{entry.Seq}", call.Name, Arguments(call)));
            case Usage usage:
                return Add(entry, new UsageContent(Details(usage)));
            case Status { Model: { } named }:
                _model = named;
                return null;
            case Restarted restarted:
                Restart(restarted);
                return null;
            case End end:
                return Finish(end);
            default:
                return null;
        }
    }

    private ChatResponseUpdate Add(TurnEntry entry, AIContent? content)
    {
        var update = new ChatResponseUpdate(ChatRole.Assistant, content is null ? [] : [content])
        {
            ResponseId = entry.TurnId.ToString(),
            MessageId = _message,
            ModelId = _model,
            RawRepresentation = entry,
        };
        Updates.Add(update);
        return update;
    }

    private void Restart(Restarted restarted)
    {
        if (!mayRestart && Updates.Count > 0)
            throw new ConductorException(ErrorCode.BackendCut, $"The answer began anew after some of it was handed on: {restarted.Reason ?? "its host failed"}.");
        Updates.Clear();
        _hasCalls = false;
    }

    private ChatResponseUpdate Finish(End end)
    {
        var reason = end.Reason switch
        {
            EndReason.Completed => _hasCalls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            EndReason.LengthLimit => ChatFinishReason.Length,
            EndReason.CancelledByUser => throw new OperationCanceledException(end.Message ?? "The answer was stopped."),
            _ => throw new ConductorException(
                end.Code ?? (Enum.TryParse<ErrorCode>(end.Reason.ToString(), out var code) ? code : ErrorCode.Unknown),
                end.Message ?? $"The answer ended early ({end.Reason})."),
        };
        var last = Add(end, content: null);
        last.FinishReason = reason;
        return last;
    }

    private static Dictionary<string, object?>? Arguments(ToolCall call)
    {
        try
        {
            var arguments = JsonElement.Parse(call.Arguments);
            return arguments.ValueKind == JsonValueKind.Object
                ? arguments.EnumerateObject().GroupBy(field => field.Name).ToDictionary(field => field.Key, field => (object?)field.Last().Value)
                : null;
        }
        catch (JsonException)
        {
            // A model may write what is no JSON; the caller sees a call without arguments, and the raw entry.
            return null;
        }
    }

    private static UsageDetails Details(Usage usage) => new()
    {
        InputTokenCount = usage.PromptTokens,
        OutputTokenCount = usage.AnswerTokens,
        TotalTokenCount = (long)usage.PromptTokens + usage.AnswerTokens,
    };
}
