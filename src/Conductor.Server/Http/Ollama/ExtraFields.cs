using System.Text.Json;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.Ollama;

/// <summary>Fields of a host's answer that pass through: <c>{"logprobs":[…],"message":{"images":[…]}}</c>, each at its own place.</summary>
internal static class ExtraFields
{
    private const string Message = "message";

    /// <summary>Writes those beside the message, each with a comma before it.</summary>
    public static void Write(OutputBuffer output, JsonDocument? extra)
    {
        if (extra is null)
            return;
        foreach (var field in extra.RootElement.EnumerateObject())
            if (!IsMessage(field))
                JsonPieces.WriteField(output, field.Name, field.Value);
    }

    /// <summary>Writes those inside the message, each with a comma before it.</summary>
    public static void WriteOfMessage(OutputBuffer output, JsonDocument? extra)
    {
        if (extra is null)
            return;
        foreach (var message in extra.RootElement.EnumerateObject())
            if (IsMessage(message))
                foreach (var field in message.Value.EnumerateObject())
                    JsonPieces.WriteField(output, field.Name, field.Value);
    }

    /// <summary>The field holds the message's own.</summary>
    public static bool IsMessage(JsonProperty field) => field.NameEquals(Message) && field.Value.ValueKind == JsonValueKind.Object;
}
