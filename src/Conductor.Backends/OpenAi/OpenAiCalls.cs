using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conductor.Backends.OpenAi;

/// <summary>Collects the parts of an answer's tool calls until they are whole. Bounded; not safe for concurrent callers.</summary>
internal sealed class OpenAiCalls(int maxBytes)
{
    private const int MaxCalls = 1_000;

    private static readonly JsonSerializerOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Call> _calls = [];
    private int _bytes;

    /// <summary>Adds a part. False when there are more than the bounds allow.</summary>
    /// <param name="index">Which call it belongs to; -1 where nobody says.</param>
    /// <param name="id">Its id; empty in later parts.</param>
    /// <param name="name">The function's name; empty in later parts.</param>
    /// <param name="arguments">The next piece of its arguments.</param>
    public bool TryAdd(int index, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments)
    {
        _bytes += id.Length + name.Length + arguments.Length;
        if (_bytes > maxBytes || Find(index, id) is not { } call)
            return false;
        if (!id.IsEmpty)
            call.Id = Encoding.UTF8.GetString(id);
        if (!name.IsEmpty)
            call.Name = Encoding.UTF8.GetString(name);
        call.Arguments.Write(arguments);
        return true;
    }

    /// <summary>
    /// The calls as Ollama writes them, arguments as an object on one line; each null whose arguments are no JSON object.
    /// </summary>
    public IEnumerable<byte[]?> Whole() => _calls.Select((call, i) => call.Written(i));

    private Call? Find(int index, ReadOnlySpan<byte> id)
    {
        // Without an index, a part with a new id begins a call, and any other goes on with the last one.
        if (index < 0)
            index = _calls.Count == 0 || !id.IsEmpty && Encoding.UTF8.GetString(id) != _calls[^1].Id ? _calls.Count : _calls[^1].Index;
        var known = _calls.Find(call => call.Index == index);
        if (known is not null)
            return known;
        if (_calls.Count == MaxCalls)
            return null;
        _calls.Add(new Call(index));
        return _calls[^1];
    }

    private sealed class Call(int index)
    {
        public int Index => index;

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public ArrayBufferWriter<byte> Arguments { get; } = new();

        public byte[]? Written(int place)
        {
            if (ParsedArguments() is not { } arguments)
                return null;
            var function = new Dictionary<string, object>(StringComparer.Ordinal) { ["index"] = place, ["name"] = Name, ["arguments"] = arguments };
            var call = new Dictionary<string, object>(StringComparer.Ordinal);
            if (Id.Length > 0)
                call["id"] = Id;
            call["function"] = function;
            return JsonSerializer.SerializeToUtf8Bytes(call, AsItIs);
        }

        private JsonElement? ParsedArguments()
        {
            if (Arguments.WrittenSpan.IndexOfAnyExcept(" \t\r\n"u8) < 0)
                return JsonElement.Parse("{}");
            try
            {
                var parsed = JsonElement.Parse(Arguments.WrittenSpan);
                return parsed.ValueKind == JsonValueKind.Object ? parsed : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
