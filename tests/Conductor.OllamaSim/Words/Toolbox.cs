using System.Text.Json;

namespace Conductor.OllamaSim.Words;

/// <summary>The tools that a request offers.</summary>
internal static class Toolbox
{
    /// <summary>The first one, and arguments that its schema allows; null when there is none.</summary>
    public static (string Name, string Arguments)? First(SimRequest request)
    {
        if (request.Field("tools") is not { ValueKind: JsonValueKind.Array } tools || tools.GetArrayLength() == 0) return null;
        if (!tools[0].TryGetProperty("function", out var function) || !function.TryGetProperty("name", out var name)) return null;
        var arguments = function.TryGetProperty("parameters", out var schema) ? SchemaSpeech.Of(schema, Vocabulary.SeedOf(request)) : "{}";
        return (name.GetString() ?? "", arguments);
    }
}
