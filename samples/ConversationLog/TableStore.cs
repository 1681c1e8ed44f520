using System.Globalization;
using System.Runtime.CompilerServices;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace ConversationLog;

/// <summary>Keeps conversations in an <see cref="EventTable"/>. All rules that a conversation log has to obey are here, and are tried by the suite of the ports.</summary>
internal sealed class TableStore(EventTable table) : IConversationStore
{
    private Member? _self;

    /// <inheritdoc/>
    public ValueTask<Member> OpenAsync(string name, CancellationToken cancellationToken)
    {
        lock (table.Gate) // UPDATE conversations SET owner = NULL; SELECT nextval('runs')
        {
            foreach (var row in table.Conversations.Values)
                row.Owner = null;
            return new(_self = new Member(++table.Runs, name));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ConversationPlace?> LocateAsync(Guid conversation, CancellationToken cancellationToken)
    {
        lock (table.Gate)
            return new(table.Conversations.TryGetValue(conversation, out var row) && row.IsThere ? new ConversationPlace(row.Owner, row.Epoch, row.Outline) : null);
    }

    /// <inheritdoc/>
    public ValueTask<Claim> ClaimAsync(Guid conversation, CancellationToken cancellationToken)
    {
        lock (table.Gate) // INSERT ... ON CONFLICT DO UPDATE SET epoch = nextval('epochs'), owner = ...
        {
            if (!table.Conversations.TryGetValue(conversation, out var row))
                table.Conversations[conversation] = row = new ConversationRow(conversation);
            (row.Epoch, row.Owner) = (++table.Epochs, _self);
            return new(new Claim.Granted(row.Epoch, row.Outline.Head));
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(Guid conversation, long epoch, CancellationToken cancellationToken)
    {
        lock (table.Gate) // UPDATE ... SET owner = NULL WHERE id = ... AND epoch = ...
            if (table.Conversations.TryGetValue(conversation, out var row) && row.Epoch == epoch)
            {
                row.Owner = null;
                if (!row.IsThere && row.Orders.Count == 0)
                    table.Conversations.Remove(conversation);
            }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(Guid conversation, long epoch, long head, IReadOnlyList<ConversationEvent> events)
    {
        lock (table.Gate) // one transaction: SELECT ... FOR UPDATE, INSERT the events, UPDATE the outline
        {
            if (!Owns(conversation, epoch, out var row) || row.Outline.Head != head)
                return new(Fenced.Instance);
            foreach (var happened in events)
                if (happened.CommandId is { } order && row.Orders.TryGetValue(order, out var number))
                    return new(new Duplicate(number));
            foreach (var happened in events)
            {
                row.Outline = row.Outline.After(happened);
                row.Events.Add(EventRow.Of(happened, row.Outline.Head, epoch));
                if (happened.CommandId is { } order)
                    row.Orders[order] = row.Outline.Head;
            }
            return new(new Appended(row.Outline.Head));
        }
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> DeleteAsync(Guid conversation, long epoch, Guid? commandId)
    {
        lock (table.Gate) // the words go, the row stays with its orders: a repeat is known
        {
            if (commandId is { } known && table.Conversations.TryGetValue(conversation, out var gone) && gone.IsDeleted && gone.Orders.TryGetValue(known, out var number))
                return new(new Duplicate(number));
            if (!Owns(conversation, epoch, out var row))
                return new(Fenced.Instance);
            row.IsDeleted = true;
            row.Events.Clear();
            row.Orders.Clear();
            if (commandId is { } order)
                row.Orders[order] = 0;
            return new(new Appended(row.Outline.Head));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> ReadAsync(Guid conversation, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<EventRow> rows;
        lock (table.Gate) // SELECT ... WHERE number > after ORDER BY number
            rows = table.Conversations.TryGetValue(conversation, out var row) ? [.. row.Events.Where(one => one.Number > after)] : [];
        foreach (var one in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (one.Read() is { } stored)
                yield return stored;
        }
        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ConversationPage> ListAsync(ConversationQuery query, CancellationToken cancellationToken)
    {
        lock (table.Gate) // ORDER BY updated_at DESC, id DESC LIMIT n + 1, behind the cursor
        {
            var found = table.Conversations.Values.Where(row => row.IsThere && (query.Text is null || Holds(row, query.Text)))
                .OrderByDescending(row => CursorOf(row), StringComparer.Ordinal)
                .SkipWhile(row => query.Cursor is { } cursor && string.CompareOrdinal(CursorOf(row), cursor) >= 0)
                .Take(query.Limit + 1).ToList();
            return new(new ConversationPage([.. found.Take(query.Limit).Select(row => row.Outline)], found.Count > query.Limit ? CursorOf(found[query.Limit - 1]) : null));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Guid>> OrphansAsync(int limit, CancellationToken cancellationToken)
    {
        lock (table.Gate) // WHERE open_turns > 0 AND owner IS NULL ORDER BY updated_at
            return new([.. table.Conversations.Values.Where(row => row.IsThere && row.Owner is null && row.Outline.OpenTurns > 0)
                .OrderBy(row => row.Outline.UpdatedAt).Take(limit).Select(row => row.Outline.Id)]);
    }

    /// <summary>The messages of a conversation, as any report over the application's data would read them.</summary>
    public async Task<IReadOnlyList<KeptMessage>> MessagesAsync(Guid conversation)
    {
        var messages = new List<KeptMessage>();
        await foreach (var stored in ReadAsync(conversation, 0, CancellationToken.None))
            if (MessageOf(stored.Event) is { } message)
                messages.Add(message);
        return messages;
    }

    /// <summary>Closes the connection, in a real one.</summary>
    public ValueTask DisposeAsync() => default;

    private bool Owns(Guid conversation, long epoch, out ConversationRow row) =>
        table.Conversations.TryGetValue(conversation, out row!) && row.Epoch == epoch && row is { Owner: not null, IsDeleted: false };

    private static bool Holds(ConversationRow row, string text) =>
        Has(row.Outline.Title, text) || row.Events.Any(one => one.Read() is { } stored && Has(MessageOf(stored.Event)?.Content, text));

    private static bool Has(string? words, string text) => words?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false;

    private static string CursorOf(ConversationRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.Outline.UpdatedAt.ToUnixTimeMilliseconds():D15} {row.Outline.Id:N}");

    private static KeptMessage? MessageOf(ConversationEvent happened) => happened switch
    {
        PromptAccepted prompt => prompt.Message,
        MessageCopied copied => copied.Message,
        Greeted greeted => greeted.Message,
        TurnEnded ended => ended.Answer,
        _ => null,
    };
}
