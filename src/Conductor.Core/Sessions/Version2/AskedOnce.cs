using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Conductor.Core.Models;

namespace Conductor.Core.Sessions.Version2;

/// <summary>Reads the request of an <c>Ask</c>.</summary>
internal static class AskedOnce
{
    private static readonly string[] NotParameters = ["model", "messages", "stream"];

    /// <summary>Reads it; what is wrong with it is the problem.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out ModelRequest? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        try
        {
            problem = Read(JsonElement.Parse(text), out request);
        }
        catch (JsonException cause)
        {
            problem = $"The request is not JSON: {cause.Message}";
        }
        return problem is null;
    }

    private static string? Read(JsonElement root, out ModelRequest? request)
    {
        request = null;
        if (root.ValueKind != JsonValueKind.Object)
            return "The request is not a JSON object.";
        if (!root.TryGetProperty("messages", out var list) || list.ValueKind != JsonValueKind.Array)
            return "The request has no list of messages.";
        var messages = new List<ChatMessage>();
        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.Object || Text(one, "role") is not { Length: > 0 } role)
                return $"Message {messages.Count} has no role.";
            messages.Add(new ChatMessage(role, Text(one, "content") ?? "") { Fields = Others(one, ["role", "content"]) });
        }
        request = new ModelRequest { Model = Text(root, "model") ?? "", Messages = messages, Parameters = Others(root, NotParameters) };
        return null;
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static KeyValuePair<string, JsonElement>[] Others(JsonElement of, string[] known) =>
        [.. of.EnumerateObject().Where(field => !known.Contains(field.Name)).Select(field => KeyValuePair.Create(field.Name, field.Value.Clone()))];
}
