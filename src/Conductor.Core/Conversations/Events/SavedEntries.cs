using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Conductor.Core.Conversations.Events;

/// <summary>
/// The entries of a checkpoint in the bytes that they are kept in: made once for each token of every answer, so nothing is made of them but that. Whoever wants
/// strings gets them; only recovery does. Immutable.
/// </summary>
internal sealed class SavedEntries : IReadOnlyList<string>
{
    private readonly byte[] _json;

    private SavedEntries(byte[] json, int count) => (_json, Count) = (json, count);

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public string this[int index] => Read()[index];

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)Read()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string[] Read() => JsonSerializer.Deserialize(_json, EventJson.Default.StringArray)!;

    /// <summary>Collects entries. For one thread.</summary>
    internal sealed class Builder : IDisposable
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(1024);
        private readonly Utf8JsonWriter _writer;

        public Builder() => _writer = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });

        public int Count { get; private set; }

        /// <summary>Adds an entry: its letter, and what it says.</summary>
        public void Add(byte letter, ReadOnlySpan<byte> utf8)
        {
            if (Count++ == 0)
            {
                _bytes.ResetWrittenCount();
                _writer.Reset();
                _writer.WriteStartArray();
            }
            if (!Utf8.IsValid(utf8))
                utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
            _writer.WriteStringValueSegment(new ReadOnlySpan<byte>(in letter), isFinalSegment: false);
            _writer.WriteStringValueSegment(utf8, isFinalSegment: true);
        }

        /// <summary>Hands over what was added, and begins anew.</summary>
        public SavedEntries Take()
        {
            _writer.WriteEndArray();
            _writer.Flush();
            var entries = new SavedEntries(_bytes.WrittenSpan.ToArray(), Count);
            Count = 0;
            return entries;
        }

        public void Dispose() => _writer.Dispose();
    }

    /// <summary>Writes entries as they are, where they are in bytes already.</summary>
    internal sealed class Converter : JsonConverter<IReadOnlyList<string>>
    {
        public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize(ref reader, EventJson.Default.StringArray) ?? [];

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
        {
            if (value is SavedEntries saved)
            {
                writer.WriteRawValue(saved._json, skipInputValidation: true);
                return;
            }
            writer.WriteStartArray();
            foreach (var entry in value)
                writer.WriteStringValue(entry);
            writer.WriteEndArray();
        }
    }
}
