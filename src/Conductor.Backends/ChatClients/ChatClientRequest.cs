using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Backends.Requests;
using Conductor.Core.Models;
using Microsoft.Extensions.AI;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Conductor.Backends.ChatClients;

/// <summary>Puts a request in Ollama's terms into those of an <see cref="IChatClient"/>.</summary>
internal static class ChatClientRequest
{
    private static readonly JsonElement NoParameters = JsonElement.Parse("{\"type\":\"object\",\"properties\":{}}");

    /// <summary>The conversation.</summary>
    public static IReadOnlyList<AiMessage> Messages(ModelRequest request) => [.. AskedConversation.Of(request).Select(Message)];

    /// <summary>The options; only what the caller gave.</summary>
    /// <param name="request">The request.</param>
    /// <param name="modelId">The model to name; null to leave the choice to the client.</param>
    public static ChatOptions Options(ModelRequest request, string? modelId)
    {
        var asked = new AskedOptions(request);
        return new ChatOptions
        {
            ModelId = modelId,
            Temperature = (float?)asked.Temperature,
            TopP = (float?)asked.TopP,
            TopK = (int?)asked.TopK,
            MaxOutputTokens = asked.MaxTokens is { } limit ? (int)Math.Min(limit, int.MaxValue) : null,
            FrequencyPenalty = (float?)asked.FrequencyPenalty,
            PresencePenalty = (float?)asked.PresencePenalty,
            Seed = asked.Seed,
            StopSequences = asked.Stops.Count > 0 ? [.. asked.Stops] : null,
            ResponseFormat = Format(asked.Format),
            Reasoning = Reasoning(asked.Think),
            Tools = asked.Tools.Count > 0 ? [.. asked.Tools.Select(Tool).OfType<AITool>()] : null,
        };
    }

    private static AiMessage Message(AskedMessage message)
    {
        if (message.CallId is { } callId)
            return new AiMessage(ChatRole.Tool, [new FunctionResultContent(callId, message.Content)]);
        var contents = new List<AIContent>();
        if (message.Thinking.Length > 0)
            contents.Add(new TextReasoningContent(message.Thinking));
        if (message.Content.Length > 0 || message.Images.Count + message.Calls.Count == 0)
            contents.Add(new TextContent(message.Content));
        contents.AddRange(message.Images.Select(Image).OfType<AIContent>());
        contents.AddRange(message.Calls.Select(call => new FunctionCallContent(call.Id, call.Name, Arguments(call.Arguments))));
        return new AiMessage(new ChatRole(message.Role), contents);
    }

    // What is not base64 is no image to anybody.
    private static DataContent? Image(InlineImage image)
    {
        var bytes = new byte[image.Base64.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(image.Base64, bytes, out var length) ? new DataContent(bytes.AsMemory(0, length), image.MediaType) : null;
    }

    private static Dictionary<string, object?>? Arguments(JsonElement arguments) => arguments.ValueKind == JsonValueKind.Object
        ? arguments.EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value, StringComparer.Ordinal)
        : null;

    private static ChatResponseFormatJson? Format(JsonElement? format) => format switch
    {
        { ValueKind: JsonValueKind.Object } schema => ChatResponseFormat.ForJsonSchema(schema),
        not null => ChatResponseFormat.Json,
        null => null,
    };

    private static ReasoningOptions? Reasoning(JsonElement? think) => think switch
    {
        { ValueKind: JsonValueKind.False } => new ReasoningOptions { Effort = ReasoningEffort.None },
        { ValueKind: JsonValueKind.True } => new ReasoningOptions { Output = ReasoningOutput.Full },
        { ValueKind: JsonValueKind.String } effort => new ReasoningOptions
        {
            Output = ReasoningOutput.Full,
            Effort = JsonText.Read(effort) switch
            {
                "low" => ReasoningEffort.Low,
                "medium" => ReasoningEffort.Medium,
                "high" => ReasoningEffort.High,
                "max" => ReasoningEffort.ExtraHigh,
                _ => null,
            },
        },
        _ => null,
    };

    private static AIFunctionDeclaration? Tool(JsonElement tool)
    {
        if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object)
            return null;
        var name = function.TryGetProperty("name", out var named) ? JsonText.Read(named) : null;
        var description = function.TryGetProperty("description", out var described) ? JsonText.Read(described) : null;
        var schema = function.TryGetProperty("parameters", out var parameters) ? parameters : NoParameters;
        return string.IsNullOrEmpty(name) ? null : AIFunctionFactory.CreateDeclaration(name, description, schema);
    }
}
