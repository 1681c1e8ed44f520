using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conductor.OllamaSim.Json;

/// <summary>How JSON that came from a caller is written again: same keys, same order, no spaces.</summary>
internal static class JsonForms
{
    public static JsonSerializerOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
