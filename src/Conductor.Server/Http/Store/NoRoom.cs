using System.Text.Json;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.Store;

/// <summary>Recognises a host that cannot take a model for lack of room, which another host may have. Whatever else a host refuses another would refuse too.</summary>
internal static class NoRoom
{
    // What the systems that hosts run on say, and what an Ollama says by itself.
    private static readonly string[] Signs = ["no space left on device", "not enough space on the disk", "not enough disk space", "insufficient disk space", "disk quota exceeded"];

    /// <summary>The words of the first line that says so; null where none does.</summary>
    /// <param name="lines">Whole lines, or one object.</param>
    /// <param name="before">The bytes before that line.</param>
    public static string? In(ReadOnlySpan<byte> lines, out int before)
    {
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            if (line.IndexOf("\"error\""u8) >= 0 && Error(line) is { } words && Array.Exists(Signs, sign => words.Contains(sign, StringComparison.OrdinalIgnoreCase)))
            {
                before = range.Start.Value;
                return words;
            }
        }
        before = 0;
        return null;
    }

    private static string? Error(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = JsonElement.Parse(line);
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? JsonPieces.Text(error) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
