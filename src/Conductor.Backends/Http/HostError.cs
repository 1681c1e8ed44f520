using System.Text.Json;

namespace Conductor.Backends.Http;

/// <summary>Finds a host's own words in what it sends with an error.</summary>
internal static class HostError
{
    /// <summary>Longest words that are passed on, in characters; the rest is left out.</summary>
    public const int MaxLength = 2_000;

    /// <summary>
    /// The words in a JSON error of any shape that servers use (<c>error</c> a string, <c>error.message</c>, <c>message</c>,
    /// <c>detail</c>), or null where there are none.
    /// </summary>
    public static string? Find(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Find(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Find(ReadOnlyMemory{byte})"/>
    public static string? Find(JsonElement body) =>
        body.ValueKind != JsonValueKind.Object
            ? null
            : Words(body, "error") ?? Words(body, "message") ?? Words(body, "detail");

    /// <summary>The words of an <c>error</c> field's own value.</summary>
    public static string? FindIn(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.String => Text(error),
        JsonValueKind.Object => Words(error, "message") ?? Words(error, "type"),
        _ => null,
    };

    private static string? Words(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? FindIn(value) : null;

    private static string? Text(JsonElement value)
    {
        var text = JsonText.Read(value);
        return string.IsNullOrWhiteSpace(text) ? null : text.Length <= MaxLength ? text : text[..MaxLength] + "…";
    }
}
