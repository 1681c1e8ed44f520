using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Server.Http.Json;

namespace Conductor.Server.Http.Ollama;

/// <summary>The passing-through fields of all lines of an answer as its last object has them: lists are joined, of other values the last counts.</summary>
internal sealed class MergedFields : IDisposable
{
    private readonly List<JsonDocument> _documents = [];
    private readonly OrderedDictionary<string, List<JsonElement>> _fields = [];
    private readonly OrderedDictionary<string, List<JsonElement>> _messageFields = [];

    /// <summary>Merges them.</summary>
    /// <param name="extras">Those of the lines before, JSON objects.</param>
    /// <param name="closing">Those of the last one.</param>
    public MergedFields(List<ReadOnlyMemory<byte>> extras, IReadOnlyList<KeyValuePair<string, JsonElement>> closing)
    {
        foreach (var extra in extras)
        {
            var document = JsonDocument.Parse(extra);
            _documents.Add(document);
            foreach (var field in document.RootElement.EnumerateObject())
            {
                if (ExtraFields.IsMessage(field))
                    Add(_messageFields, field.Value);
                else
                    Add(_fields, field.Name, field.Value);
            }
        }
        foreach (var (name, value) in closing)
            Add(_fields, name, value);
    }

    /// <summary>Writes those beside the message that belong here, each with a comma before it.</summary>
    public void Write(OutputBuffer output, Func<string, bool> isHere)
    {
        foreach (var (name, values) in _fields)
            if (isHere(name))
                Write(output, name, values);
    }

    /// <summary>Writes those inside the message.</summary>
    public void WriteOfMessage(OutputBuffer output)
    {
        foreach (var (name, values) in _messageFields)
            Write(output, name, values);
    }

    public void Dispose() => _documents.ForEach(static document => document.Dispose());

    private static void Add(OrderedDictionary<string, List<JsonElement>> fields, JsonElement message)
    {
        foreach (var field in message.EnumerateObject())
            Add(fields, field.Name, field.Value);
    }

    private static void Add(OrderedDictionary<string, List<JsonElement>> fields, string name, JsonElement value)
    {
        if (!fields.TryGetValue(name, out var values))
            fields.Add(name, values = []);
        if (value.ValueKind != JsonValueKind.Array)
            values.Clear();
        values.Add(value);
    }

    private static void Write(OutputBuffer output, string name, List<JsonElement> values)
    {
        if (values is [var only])
        {
            JsonPieces.WriteField(output, name, only);
            return;
        }
        output.Raw(","u8);
        GoText.WriteQuoted(output, name);
        output.Raw(":["u8);
        var isFirst = true;
        foreach (var item in values.Where(list => list.ValueKind == JsonValueKind.Array).SelectMany(list => list.EnumerateArray()))
        {
            if (!isFirst)
                output.Raw(","u8);
            isFirst = false;
            JsonPieces.Write(output, JsonMarshal.GetRawUtf8Value(item));
        }
        output.Raw("]"u8);
    }
}
