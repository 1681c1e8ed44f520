using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Conductor.Core.Models;

namespace Conductor.Backends.Requests;

/// <summary>Lists models of hosts that are no Ollamas, as an Ollama would.</summary>
internal static class HostListing
{
    /// <summary>The object of <c>/api/tags</c> for a model of which little is known.</summary>
    /// <param name="name">Its name as the host writes it.</param>
    /// <param name="family">What kind of host has it.</param>
    /// <param name="modified">When it came to be; null where nobody says.</param>
    /// <param name="capabilities">What it can do, in Ollama's words; empty where nobody says.</param>
    public static async Task<ModelDescription> OfAsync(string name, string family, DateTimeOffset? modified, IReadOnlyList<string> capabilities)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new Utf8JsonWriter(buffer);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("model", name);
            writer.WriteString("modified_at", (modified ?? DateTimeOffset.UnixEpoch).UtcDateTime);
            writer.WriteNumber("size", 0);
            writer.WriteString("digest", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
            writer.WriteStartObject("details");
            writer.WriteString("parent_model", "");
            writer.WriteString("format", "");
            writer.WriteString("family", family);
            writer.WriteStartArray("families");
            writer.WriteStringValue(family);
            writer.WriteEndArray();
            writer.WriteString("parameter_size", "");
            writer.WriteString("quantization_level", "");
            writer.WriteEndObject();
            WriteCapabilities(writer, capabilities);
            writer.WriteEndObject();
        }
        return new ModelDescription(name, JsonElement.Parse(buffer.WrittenSpan));
    }

    private static void WriteCapabilities(Utf8JsonWriter writer, IReadOnlyList<string> capabilities)
    {
        if (capabilities.Count == 0)
            return;
        writer.WriteStartArray("capabilities");
        foreach (var capability in capabilities)
            writer.WriteStringValue(capability);
        writer.WriteEndArray();
    }
}
