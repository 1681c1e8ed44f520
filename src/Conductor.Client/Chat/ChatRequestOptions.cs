using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Conductor.Client;

/// <summary>Writes <see cref="ChatOptions"/> as the fields of a request in Ollama's terms.</summary>
internal static class ChatRequestOptions
{
    public static void Write(Utf8JsonWriter json, ChatOptions options)
    {
        WriteFormat(json, options.ResponseFormat);
        WriteThink(json, options.Reasoning);
        WriteTools(json, options);
        json.WriteStartObject("options");
        WriteNumber(json, "temperature", options.Temperature);
        WriteNumber(json, "top_p", options.TopP);
        WriteNumber(json, "top_k", options.TopK);
        WriteNumber(json, "num_predict", options.MaxOutputTokens);
        WriteNumber(json, "frequency_penalty", options.FrequencyPenalty);
        WriteNumber(json, "presence_penalty", options.PresencePenalty);
        WriteNumber(json, "seed", options.Seed);
        if (options.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop");
            foreach (var stop in stops)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        // Whatever else a model's host takes, such as num_ctx, by its own name.
        foreach (var (name, value) in options.AdditionalProperties ?? [])
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
        }
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, float? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson { Schema: var schema })
            return;
        json.WritePropertyName("format");
        if (schema is { } wanted)
            wanted.WriteTo(json);
        else
            json.WriteStringValue("json");
    }

    private static void WriteThink(Utf8JsonWriter json, ReasoningOptions? reasoning)
    {
        switch (reasoning)
        {
            case null:
                return;
            case { Effort: ReasoningEffort.None } or { Output: ReasoningOutput.None }:
                json.WriteBoolean("think", false);
                return;
            case { Effort: { } effort }:
                json.WriteString("think", effort switch { ReasoningEffort.Low => "low", ReasoningEffort.Medium => "medium", _ => "high" });
                return;
            default:
                json.WriteBoolean("think", true);
                return;
        }
    }

    private static void WriteTools(Utf8JsonWriter json, ChatOptions options)
    {
        // Ollama has no word for "none of them": not to offer a tool is what it means.
        if (options.ToolMode is NoneChatToolMode || options.Tools?.OfType<AIFunctionDeclaration>().ToArray() is not { Length: > 0 } tools)
            return;
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description);
            json.WritePropertyName("parameters");
            tool.JsonSchema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
