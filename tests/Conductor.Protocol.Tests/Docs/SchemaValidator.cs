using System.Text.Json;

namespace Conductor.Protocol.Tests.Docs;

/// <summary>As much of JSON Schema as docs/protocol-v2.schema.json uses, and stricter: a field that no schema names is wrong.</summary>
internal sealed class SchemaValidator(JsonElement root)
{
    private static readonly string[] Keywords =
    [
        "$schema", "title", "description", "$defs", "$ref", "oneOf", "enum", "type", "format", "minimum", "maximum", "items", "properties", "required",
        "minProperties", "maxProperties", "additionalProperties",
    ];

    /// <summary>What is wrong, or null.</summary>
    public string? Check(string definition, JsonElement value) => Check(root.GetProperty("$defs").GetProperty(definition), value, definition);

    private string? Check(JsonElement schema, JsonElement value, string path)
    {
        foreach (var keyword in schema.EnumerateObject()) Assert.Contains(keyword.Name, Keywords);
        if (schema.TryGetProperty("$ref", out var reference)) return Check(reference.GetString()!["#/$defs/".Length..], value);
        if (schema.TryGetProperty("oneOf", out var choices)) return CheckOneOf(choices, value, path);
        if (schema.TryGetProperty("enum", out var names))
            return names.EnumerateArray().Any(name => JsonElement.DeepEquals(name, value)) ? null : $"{path}: {value} is not one of {names}";
        return schema.GetProperty("type").GetString() switch
        {
            "string" => CheckString(schema, value, path),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{path}: {value} is not a boolean",
            "integer" => CheckInteger(schema, value, path),
            "array" => value.ValueKind != JsonValueKind.Array
                ? $"{path}: {value} is not an array"
                : value.EnumerateArray().Select(item => Check(schema.GetProperty("items"), item, path + "[]")).FirstOrDefault(fault => fault is not null),
            "object" => CheckObject(schema, value, path),
            var type => $"{path}: the test does not know the type {type}",
        };
    }

    private string? CheckOneOf(JsonElement choices, JsonElement value, string path)
    {
        var faults = choices.EnumerateArray().Select(choice => Check(choice, value, path)).ToArray();
        return faults.Count(fault => fault is null) == 1 ? null : $"{path}: {string.Join(" / ", faults)}";
    }

    private static string? CheckString(JsonElement schema, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String) return $"{path}: {value} is not a string";
        return schema.TryGetProperty("format", out _) && !Guid.TryParseExact(value.GetString(), "D", out _) ? $"{path}: {value} is not a UUID" : null;
    }

    private static string? CheckInteger(JsonElement schema, JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number)
        && number >= schema.GetProperty("minimum").GetUInt64() && number <= schema.GetProperty("maximum").GetUInt64()
            ? null
            : $"{path}: {value} is not an integer in range";

    private string? CheckObject(JsonElement schema, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object) return $"{path}: {value} is not an object";
        var properties = schema.GetProperty("properties");
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray())
                if (!value.TryGetProperty(name.GetString()!, out _)) return $"{path}: {name} is missing";
        }
        foreach (var field in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(field.Name, out var inner)) return $"{path}: {field.Name} is not in the schema";
            if (Check(inner, field.Value, $"{path}.{field.Name}") is { } fault) return fault;
        }
        return schema.TryGetProperty("maxProperties", out _) && value.EnumerateObject().Count() != 1 ? $"{path}: not one variant" : null;
    }
}
