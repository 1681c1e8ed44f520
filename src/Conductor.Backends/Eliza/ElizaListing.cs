using System.Globalization;
using System.Text.Json;

namespace Conductor.Backends.Eliza;

/// <summary>Eliza as an Ollama would list her.</summary>
/// <param name="Tag">The object of <c>/api/tags</c>.</param>
/// <param name="Process">The object of <c>/api/ps</c>.</param>
internal sealed record ElizaListing(JsonElement Tag, JsonElement Process)
{
    private const string Never = "2318-01-01T00:00:00Z"; // what an Ollama writes for a model that stays

    /// <summary>Of a script.</summary>
    public static ElizaListing Of(ElizaScript script)
    {
        var size = script.Size.ToString(CultureInfo.InvariantCulture);
        var head = $$"""
            "name":"{{ElizaHost.ModelName}}","model":"{{ElizaHost.ModelName}}"
            """;
        var body = $$$"""
            "size":{{{size}}},"digest":"{{{ElizaScript.Digest}}}","details":{"parent_model":"","format":"script","family":"eliza","families":["eliza"],"parameter_size":"{{{script.Answers}}}","quantization_level":"none"}
            """;
        return new ElizaListing(
            JsonElement.Parse($$"""{{{head}},"modified_at":"1966-01-01T00:00:00Z",{{body}},"capabilities":["completion"]}"""),
            JsonElement.Parse($$"""{{{head}},{{body}},"expires_at":"{{Never}}","size_vram":0,"context_length":{{ElizaWords.MaxLength}}}"""));
    }
}
