using System.Text.Json;

namespace Conductor.OllamaSim.Api;

/// <summary>Says what is wrong with a body, about as Go's decoder would.</summary>
internal static class BadJson
{
    public static string Explain(ReadOnlySpan<byte> body)
    {
        try
        {
            var kind = JsonElement.Parse(body).ValueKind;
            return $"json: cannot unmarshal {kind.ToString().ToLowerInvariant()} into Go value of type api.ChatRequest";
        }
        catch (JsonException bad)
        {
            var at = Offset(body, bad);
            return at >= body.Length ? "unexpected EOF" : $"invalid character '{(char)body[at]}' looking for beginning of value";
        }
    }

    private static int Offset(ReadOnlySpan<byte> body, JsonException bad)
    {
        var start = 0;
        for (var line = bad.LineNumber ?? 0; line > 0; line--) start += body[start..].IndexOf((byte)'\n') + 1;
        return start + (int)(bad.BytePositionInLine ?? 0);
    }
}
