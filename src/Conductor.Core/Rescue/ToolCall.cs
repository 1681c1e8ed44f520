using System.Text.Json;

namespace Conductor.Core.Rescue;

/// <summary>Compares tool calls.</summary>
internal static class ToolCall
{
    /// <summary>
    /// Whether both call the same function with the same arguments. Ids do not count: they are made up by the host, at random or by
    /// counting, and the caller has seen the first one's only.
    /// </summary>
    public static bool AreSame(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        if (one.Span.SequenceEqual(other.Span))
            return true;
        try
        {
            using var mine = JsonDocument.Parse(one);
            using var theirs = JsonDocument.Parse(other);
            return AreSame(mine.RootElement, theirs.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool AreSame(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != JsonValueKind.Object || other.ValueKind != JsonValueKind.Object)
            return false;
        foreach (var field in one.EnumerateObject())
            if (!IsId(field) && !(other.TryGetProperty(field.Name, out var value) && JsonElement.DeepEquals(field.Value, value)))
                return false;
        return Count(one) == Count(other);
    }

    private static int Count(JsonElement call) => call.EnumerateObject().Count(field => !IsId(field));

    private static bool IsId(JsonProperty field) => field.NameEquals("id"u8);
}
