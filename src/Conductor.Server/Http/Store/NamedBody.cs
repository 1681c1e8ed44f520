using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Server.Http.Json;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Store;

/// <summary>The body of a call that is about a model: kept as the caller wrote it, but for the name where another host knows the model by another.</summary>
internal sealed class NamedBody
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly JsonElement _root;
    private readonly string? _field;

    private NamedBody(ReadOnlyMemory<byte> bytes, JsonElement root, string[] fields)
    {
        (_bytes, _root) = (bytes, root);
        _field = Array.Find(fields, field => root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && !value.ValueEquals(""));
        Name = _field is null ? "" : JsonPieces.Text(root.GetProperty(_field));
    }

    /// <summary>The model's name; empty where there is none.</summary>
    public string Name { get; }

    /// <summary>Reads a request's body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">The longest that is taken.</param>
    /// <param name="fields">The fields that may name the model, the first of them that does counts.</param>
    public static async ValueTask<(NamedBody? Body, Refusal? Refusal)> ReadAsync(HttpContext context, int maxBytes, params string[] fields)
    {
        var (bytes, refusal) = await RequestBody.ReadAsync(context, maxBytes);
        return refusal is null && RequestBody.TryParse(bytes, out var document, out refusal) ? (new NamedBody(bytes, document.RootElement, fields), null) : (null, refusal);
    }

    /// <summary>A text of another field; empty where there is none.</summary>
    public string Text(string field) => _root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? JsonPieces.Text(value) : "";

    /// <summary>The digests of the files that a field lists.</summary>
    public IEnumerable<string> Digests(string field) => _root.TryGetProperty(field, out var files) && files.ValueKind == JsonValueKind.Object
        ? files.EnumerateObject().Where(file => file.Value.ValueKind == JsonValueKind.String).Select(file => JsonPieces.Text(file.Value))
        : [];

    /// <summary>The bytes for a host that knows the model by this name.</summary>
    public ReadOnlyMemory<byte> For(string model)
    {
        if (model == Name || _field is null)
            return _bytes;
        using var output = new OutputBuffer(_bytes.Length + model.Length);
        foreach (var field in _root.EnumerateObject())
        {
            output.Raw(output.Length == 0 ? "{"u8 : ","u8);
            output.Raw("\""u8);
            output.Raw(JsonMarshal.GetRawUtf8PropertyName(field));
            output.Raw("\":"u8);
            if (field.NameEquals(_field))
                GoText.WriteQuoted(output, model);
            else
                output.Raw(JsonMarshal.GetRawUtf8Value(field.Value));
        }
        output.Raw("}"u8);
        return output.Written.ToArray();
    }
}
