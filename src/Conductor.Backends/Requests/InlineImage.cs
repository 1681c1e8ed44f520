namespace Conductor.Backends.Requests;

/// <summary>An image inside a request.</summary>
/// <param name="Base64">Its bytes.</param>
/// <param name="MediaType">What it is, told by its first bytes: Ollama's requests do not say.</param>
internal sealed record InlineImage(string Base64, string MediaType)
{
    /// <summary>Reads what Ollama's <c>images</c> hold: base64, with or without the head of a data URL.</summary>
    public static InlineImage Of(string text)
    {
        var comma = text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? text.IndexOf(',') : -1;
        var base64 = text[(comma + 1)..];
        return new InlineImage(base64, MediaTypeOf(base64));
    }

    // The first bytes of each format, as base64 shows them.
    private static string MediaTypeOf(string base64) => base64 switch
    {
        _ when base64.StartsWith("/9j/", StringComparison.Ordinal) => "image/jpeg",
        _ when base64.StartsWith("R0lGOD", StringComparison.Ordinal) => "image/gif",
        _ when base64.StartsWith("UklGR", StringComparison.Ordinal) => "image/webp",
        _ when base64.StartsWith("Qk", StringComparison.Ordinal) => "image/bmp",
        _ => "image/png",
    };
}
