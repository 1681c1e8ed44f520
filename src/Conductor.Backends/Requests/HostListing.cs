using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Core.Models;
using Conductor.Core.Streams;

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

    /// <summary>The object of <c>/api/show</c> for a model of such a host.</summary>
    public static async Task<HostReply> AnswerAsync(IModelHost host, HostCall call)
    {
        if (call is not { Kind: HostCallKind.Show, Known.Listing: { ValueKind: JsonValueKind.Object } known })
            return HostReply.Of(new Ending(StreamEnd.BackendRefused, $"{host.Address} ({host.Kind}) keeps its models by itself: only an Ollama can be told to {Verb(call.Kind)} one.", Status: 501));
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new Utf8JsonWriter(buffer);
        await using (writer.ConfigureAwait(false))
            WriteShow(writer, known, host.Kind);
        return HostReply.Of(buffer.WrittenMemory);
    }

    private static void WriteShow(Utf8JsonWriter writer, JsonElement known, string family)
    {
        writer.WriteStartObject();
        if (known.TryGetProperty("details", out var details))
        {
            writer.WritePropertyName("details");
            writer.WriteAsItCame(details);
        }
        writer.WriteStartObject("model_info");
        writer.WriteString("general.architecture", family);
        writer.WriteEndObject();
        writer.WritePropertyName("capabilities");
        // What nobody says anything about can at least do what models are for: clients refuse to chat with one that lists nothing.
        if (known.TryGetProperty("capabilities", out var capabilities))
            writer.WriteAsItCame(capabilities);
        else
            writer.WriteRawValue("[\"completion\"]"u8, skipInputValidation: true);
        if (known.TryGetProperty("modified_at", out var modified))
        {
            writer.WritePropertyName("modified_at");
            writer.WriteAsItCame(modified);
        }
        writer.WriteEndObject();
    }

    private static string Verb(HostCallKind kind) => kind is HostCallKind.FindBlob or HostCallKind.PutBlob ? "keep a blob of" : kind.ToString().ToLowerInvariant();

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
