using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.OpenAi;

/// <summary>One tool call out of a log, where it is in Ollama's terms: its arguments are an object.</summary>
internal readonly struct ToolCall
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly JsonElement _function;

    private ToolCall(JsonElement call)
    {
        _function = call.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object ? function : default;
        Id = Text(call, "id") is { Length: > 0 } id ? id : "call_" + RandomNumberGenerator.GetString(Letters, 8);
        Name = Text(_function, "name");
    }

    /// <summary>Its id; made up where the host gave none.</summary>
    public string Id { get; }

    /// <summary>The tool.</summary>
    public string Name { get; }

    /// <summary>Reads one.</summary>
    public static ToolCall Read(ReadOnlyMemory<byte> json) => new(JsonElement.Parse(json.Span));

    /// <summary>Writes its arguments as the OpenAI API has them: a string of JSON.</summary>
    public void WriteArguments(OutputBuffer output)
    {
        output.Raw("\""u8);
        if (_function.ValueKind != JsonValueKind.Object || !_function.TryGetProperty("arguments", out var arguments))
            output.Raw("{}"u8);
        else if (arguments.ValueKind == JsonValueKind.String)
            GoText.Write(output, JsonPieces.Text(arguments));
        else
            GoText.Write(output, JsonMarshal.GetRawUtf8Value(arguments));
        output.Raw("\""u8);
    }

    /// <summary>Writes it as an item of <c>tool_calls</c>.</summary>
    public void Write(OutputBuffer output, int index)
    {
        output.Raw("{\"id\":"u8);
        GoText.WriteQuoted(output, Id);
        output.Raw(",\"index\":"u8);
        output.Number(index);
        output.Raw(",\"type\":\"function\",\"function\":{\"name\":"u8);
        GoText.WriteQuoted(output, Name);
        output.Raw(",\"arguments\":"u8);
        WriteArguments(output);
        output.Raw("}}"u8);
    }

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonPieces.Text(value) : "";
}
