using System.Buffers;
using System.Text.Json;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Conversations.Transfer;

/// <summary>
/// Writes conversations as JSON Lines, an event a line: <c>v</c> (1), <c>conversation</c>, <c>number</c>, <c>epoch</c>, <c>at</c>
/// (milliseconds since 1970), <c>command</c> where it carries out an order, <c>kind</c>, and what happened in <c>event</c>. Every store
/// writes the same lines, so conversations can be moved from one to another.
/// </summary>
public static class ConversationExport
{
    private const int PageSize = 500;

    /// <summary>Writes all conversations, last used first, each with its events in order.</summary>
    /// <returns>How many conversations and events were written.</returns>
    /// <exception cref="ConversationStoreException">The store cannot be read.</exception>
    public static async Task<(int Conversations, long Events)> WriteAsync(ConversationPorts ports, Stream output, CancellationToken cancellationToken)
    {
        var (conversations, events) = (0, 0L);
        string? cursor = null;
        do
        {
            var page = await ports.Directory.ListAsync(new ConversationQuery(PageSize, cursor), cancellationToken).ConfigureAwait(false);
            foreach (var outline in page.Conversations)
                events += await WriteAsync(ports.Log, outline.Id, output, cancellationToken).ConfigureAwait(false);
            (conversations, cursor) = (conversations + page.Conversations.Count, page.Cursor);
        }
        while (cursor is not null);
        return (conversations, events);
    }

    /// <summary>Writes one conversation.</summary>
    /// <returns>How many events it has.</returns>
    public static async Task<long> WriteAsync(IConversationLog log, Guid conversation, Stream output, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        var count = 0L;
        await foreach (var stored in log.ReadAsync(conversation, 0, cancellationToken).ConfigureAwait(false))
        {
            WriteLine(lines, conversation, stored);
            count++;
        }
        await output.WriteAsync(lines.WrittenMemory, cancellationToken).ConfigureAwait(false);
        return count;
    }

    private static void WriteLine(ArrayBufferWriter<byte> lines, Guid conversation, StoredEvent stored)
    {
        var happened = new ArrayBufferWriter<byte>();
        EventCodec.Write(stored.Event, happened);
        using (var writer = new Utf8JsonWriter(lines))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", 1);
            writer.WriteString("conversation", conversation);
            writer.WriteNumber("number", stored.Number);
            writer.WriteNumber("epoch", stored.Epoch);
            writer.WriteNumber("at", stored.Event.At.ToUnixTimeMilliseconds());
            if (stored.Event.CommandId is { } command)
                writer.WriteString("command", command);
            writer.WriteString("kind", EventCodec.NameOf(stored.Event));
            writer.WritePropertyName("event");
            writer.WriteRawValue(happened.WrittenSpan, skipInputValidation: true);
            writer.WriteEndObject();
        }
        lines.Write("\n"u8);
    }
}
