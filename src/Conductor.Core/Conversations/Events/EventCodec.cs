using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Conductor.Core.Conversations.Events;

/// <summary>
/// Events as bytes: a kind (one byte, never used for anything else) and a JSON object. Every store of events uses this, so that they
/// can be copied from one to another as they are. Safe for concurrent callers.
/// </summary>
public static class EventCodec
{
    private static readonly (byte Kind, string Name, JsonTypeInfo Json)[] Kinds =
    [
        (1, "begun", EventJson.Default.ConversationBegun),
        (2, "changed", EventJson.Default.ConversationChanged),
        (3, "copied", EventJson.Default.MessageCopied),
        (4, "prompt", EventJson.Default.PromptAccepted),
        (5, "order", EventJson.Default.OrderAccepted),
        (6, "removed", EventJson.Default.MessagesRemoved),
        (7, "started", EventJson.Default.TurnStarted),
        (8, "entries", EventJson.Default.EntriesSaved),
        (9, "tool", EventJson.Default.ToolCalled),
        (10, "usage", EventJson.Default.UsageCounted),
        (11, "ended", EventJson.Default.TurnEnded),
        (12, "summary", EventJson.Default.HistorySummarised),
        (13, "greeted", EventJson.Default.Greeted),
        (14, "attempt", EventJson.Default.AttemptReserved),
    ];

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    private static readonly Dictionary<Type, (byte Kind, string Name, JsonTypeInfo Json)> ByType = Kinds.ToDictionary(one => one.Json.Type);

    /// <summary>The kind of an event.</summary>
    public static byte KindOf(ConversationEvent happened) => ByType[happened.GetType()].Kind;

    /// <summary>The kind's name in exports.</summary>
    public static string NameOf(ConversationEvent happened) => ByType[happened.GetType()].Name;

    /// <summary>The kind with a name.</summary>
    /// <returns>False when there is none.</returns>
    public static bool TryFind(string name, out byte kind)
    {
        kind = Kinds.FirstOrDefault(one => one.Name == name).Kind;
        return kind != 0;
    }

    /// <summary>Writes what an event holds, without its kind, order and time.</summary>
    public static void Write(ConversationEvent happened, IBufferWriter<byte> output)
    {
        // One a thread, for checkpoints are frequent; it holds on to nothing between two events.
        var writer = _writer ??= new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { SkipValidation = true });
        writer.Reset(output);
        JsonSerializer.Serialize(writer, happened, ByType[happened.GetType()].Json);
        writer.Flush();
        writer.Reset(Stream.Null);
    }

    /// <summary>Reads an event.</summary>
    /// <returns>Null for a kind that this version does not know: a later one wrote it, and it is passed over.</returns>
    /// <exception cref="JsonException">The bytes are not what the kind holds.</exception>
    public static ConversationEvent? Read(byte kind, ReadOnlySpan<byte> json, Guid? commandId, DateTimeOffset at)
    {
        foreach (var known in Kinds)
            if (known.Kind == kind)
                return (ConversationEvent)JsonSerializer.Deserialize(json, known.Json)! with { CommandId = commandId, At = at };
        return null;
    }
}
