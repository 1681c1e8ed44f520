using System.Text.Json;
using System.Text.Json.Nodes;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Tests;

/// <summary>Compares HOCON with the JSON that it means.</summary>
internal static class Golden
{
    private static readonly Dictionary<string, string> NoVariables = [];

    /// <summary>Options with an environment of these variables only.</summary>
    public static HoconOptions WithEnvironment(params (string Name, string Value)[] variables)
    {
        var known = variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
        return new HoconOptions { Environment = name => known.GetValueOrDefault(name) };
    }

    public static HoconOptions Bare { get; } = new() { Environment = name => NoVariables.GetValueOrDefault(name) };

    public static HoconObject Parse(string text, HoconOptions? options = null) => HoconDocument.Parse(text, "test.conf", options ?? Bare).Object;

    /// <summary>A text means a JSON document.</summary>
    public static void Means(string hocon, string json, HoconOptions? options = null) =>
        AssertSame(json, HoconDocument.Parse(hocon, "test.conf", options ?? Bare).Root);

    public static void AssertSame(string json, HoconValue value)
    {
        var expected = JsonNode.Parse(json);
        var actual = ToJson(value);
        Assert.True(JsonNode.DeepEquals(expected, actual), $"expected {expected?.ToJsonString() ?? "null"}\nbut was  {actual?.ToJsonString() ?? "null"}");
    }

    /// <summary>The errors of a text as "line:column: message".</summary>
    public static IReadOnlyList<string> Errors(string hocon, HoconOptions? options = null)
    {
        var mistakes = Assert.Throws<HoconException>(() => HoconDocument.Parse(hocon, "test.conf", options ?? Bare));
        return [.. mistakes.Errors.Select(error => error.ToString()["test.conf:".Length..])];
    }

    /// <summary>A text has exactly one mistake, at a place and with certain words.</summary>
    public static void Fails(string hocon, string place, string words, HoconOptions? options = null)
    {
        var error = Assert.Single(Errors(hocon, options));
        Assert.StartsWith(place + ": ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    public static JsonNode? ToJson(HoconValue value) => value switch
    {
        HoconObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, ToJson(field.Value)))),
        HoconArray elements => new JsonArray([.. elements.Select(ToJson)]),
        HoconScalar { Kind: HoconValueKind.String, Text: var text } => JsonValue.Create(text),
        HoconScalar { Text: var text } => JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 1000 }),
        _ => throw new InvalidOperationException(value.Kind.ToString()),
    };
}
