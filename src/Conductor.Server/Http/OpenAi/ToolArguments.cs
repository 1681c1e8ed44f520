using System.Text;
using System.Text.Json;

namespace Conductor.Server.Http.OpenAi;

/// <summary>The arguments of a tool call on their way from a string of JSON to an object.</summary>
internal static class ToolArguments
{
    /// <summary>The object in a string, as it was written; an empty one for an empty string, and for what is no object.</summary>
    public static ReadOnlyMemory<byte> Object(string arguments, out bool isObject)
    {
        isObject = true;
        if (string.IsNullOrWhiteSpace(arguments))
            return "{}"u8.ToArray();
        var json = Encoding.UTF8.GetBytes(arguments);
        try
        {
            isObject = JsonElement.Parse(json).ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            isObject = false;
        }
        return isObject ? json : "{}"u8.ToArray();
    }
}
