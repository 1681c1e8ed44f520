using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.Store;

/// <summary>Reads why a host refuses.</summary>
internal static class HostWords
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The host's own words, or at least its status.</summary>
    public static async Task<string> ReadAsync(HostReply reply, CancellationToken gone)
    {
        using var body = new OutputBuffer();
        try
        {
            while (body.Length < MaxBytes && await reply.Body.ReadAsync(body.GetMemory(4096), gone) is > 0 and var read)
                body.Advance(read);
            using var json = JsonDocument.Parse(body.Written);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String)
                return JsonPieces.Text(error);
        }
        catch (Exception cause) when (cause is JsonException or IOException or HttpRequestException)
        {
            // The status says enough.
        }
        return $"the host answered {reply.Status}";
    }
}
