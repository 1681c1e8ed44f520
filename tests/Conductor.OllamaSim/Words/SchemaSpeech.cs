using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Conductor.OllamaSim.Words;

/// <summary>Makes up JSON that a JSON schema allows, the same for the same seed; every property is present, in the schema's order.</summary>
internal sealed class SchemaSpeech
{
    private const int Deepest = 16;

    private readonly StringBuilder _json = new();
    private readonly JsonElement _root;
    private ulong _seed;

    private SchemaSpeech(JsonElement root, ulong seed) => (_root, _seed) = (root, seed);

    public static string Of(JsonElement schema, ulong seed)
    {
        var speech = new SchemaSpeech(schema, seed);
        speech.Value(schema, depth: 0);
        return speech._json.ToString();
    }

    private void Value(JsonElement schema, int depth)
    {
        if (schema.ValueKind is not JsonValueKind.Object || depth > Deepest) _json.Append("null");
        else if (schema.TryGetProperty("$ref", out var reference) && Resolve(reference.GetString()) is { } target) Value(target, depth + 1);
        else if (schema.TryGetProperty("const", out var constant)) _json.Append(constant.GetRawText());
        else if (schema.TryGetProperty("enum", out var choices) && choices.GetArrayLength() is var count and > 0)
            _json.Append(choices[(int)(Next() % (ulong)count)].GetRawText());
        else if ((FirstOf(schema, "anyOf") ?? FirstOf(schema, "oneOf") ?? FirstOf(schema, "allOf")) is { } chosen) Value(chosen, depth + 1);
        else Typed(schema, TypeOf(schema), depth);
    }

    private void Typed(JsonElement schema, string type, int depth)
    {
        switch (type)
        {
            case "object": Members(schema, depth); break;
            case "array": Items(schema, depth); break;
            case "integer": _json.Append(Number(schema)); break;
            case "number": _json.Append(Number(schema)).Append(".5"); break;
            case "boolean": _json.Append(Next() % 2 == 0 ? "true" : "false"); break;
            case "null": _json.Append("null"); break;
            default: _json.Append('"').Append(string.Concat(Vocabulary.Invent(Next(), 2))).Append('"'); break;
        }
    }

    private void Members(JsonElement schema, int depth)
    {
        _json.Append('{');
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (_json[^1] is not '{') _json.Append(',');
                _json.Append(JsonSerializer.Serialize(property.Name)).Append(':');
                Value(property.Value, depth + 1);
            }
        }
        _json.Append('}');
    }

    private void Items(JsonElement schema, int depth)
    {
        var count = schema.TryGetProperty("minItems", out var least) && least.TryGetInt32(out var wanted) ? Math.Clamp(wanted, 1, 100) : 2;
        _json.Append('[');
        for (var index = 0; index < count; index++)
        {
            if (index > 0) _json.Append(',');
            if (schema.TryGetProperty("items", out var item)) Value(item, depth + 1);
            else _json.Append(index.ToString(CultureInfo.InvariantCulture));
        }
        _json.Append(']');
    }

    private string Number(JsonElement schema)
    {
        var least = schema.TryGetProperty("minimum", out var minimum) ? (long)Math.Ceiling(minimum.GetDouble()) : 0;
        var most = schema.TryGetProperty("maximum", out var maximum) ? (long)Math.Floor(maximum.GetDouble()) - 1 : least + 100;
        return (least + (long)(Next() % (ulong)Math.Max(most - least + 1, 1))).ToString(CultureInfo.InvariantCulture);
    }

    private ulong Next() => _seed = Vocabulary.Hash("next", _seed);

    private static string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type)) return schema.TryGetProperty("properties", out _) ? "object" : "string";
        if (type.ValueKind is JsonValueKind.String) return type.GetString()!;
        return type.ValueKind is JsonValueKind.Array && type.GetArrayLength() > 0 ? type[0].GetString() ?? "string" : "string";
    }

    private static JsonElement? FirstOf(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0] : null;

    private JsonElement? Resolve(string? reference)
    {
        if (reference is null || !reference.StartsWith("#/", StringComparison.Ordinal)) return null;
        var at = _root;
        foreach (var part in reference[2..].Split('/'))
            if (at.ValueKind is not JsonValueKind.Object || !at.TryGetProperty(part, out at)) return null;
        return at;
    }
}
