using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>Lists and searches the conversations of a journal, last used first.</summary>
internal sealed class JournalListing(JournalState state, JournalReader reader)
{
    // Conversations that one search reads at most. A search that has not found its page by then returns what it has, with a cursor.
    private const int MostRead = 1000;

    public async ValueTask<ConversationPage> ListAsync(ConversationQuery query, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(query.Limit, 1, 1000);
        if (string.IsNullOrEmpty(query.Text))
        {
            var found = After(query.Cursor, limit + 1);
            return new ConversationPage([.. found.Take(limit)], found.Count > limit ? CursorAt(found[limit - 1]) : null);
        }
        return await SearchAsync(query.Text, limit, query.Cursor, cancellationToken).ConfigureAwait(false);
    }

    public IReadOnlyList<Guid> Orphans(int limit)
    {
        lock (state.Gate)
            return [.. state.Index.Conversations.Values
                .Where(entry => entry.Outline.OpenTurns > 0 && !state.Active.ContainsKey(entry.Outline.Id))
                .OrderBy(entry => entry.Outline.UpdatedAt).Take(limit).Select(entry => entry.Outline.Id)];
    }

    private async ValueTask<ConversationPage> SearchAsync(string text, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var looked = After(cursor, MostRead);
        var found = new List<ConversationOutline>();
        foreach (var outline in looked)
        {
            if (!await HoldsAsync(outline, text, cancellationToken).ConfigureAwait(false))
                continue;
            found.Add(outline);
            if (found.Count == limit)
                return new ConversationPage(found, CursorAt(outline));
        }
        return new ConversationPage(found, looked.Count == MostRead ? CursorAt(looked[^1]) : null);
    }

    private async ValueTask<bool> HoldsAsync(ConversationOutline outline, string text, CancellationToken cancellationToken)
    {
        if (outline.Title?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false)
            return true;
        await foreach (var stored in reader.ReadAsync(outline.Id, 0, cancellationToken).ConfigureAwait(false))
            if (Words(stored.Event)?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false)
                return true;
        return false;
    }

    private static string? Words(ConversationEvent happened) => happened switch
    {
        PromptAccepted prompt => prompt.Message?.Content,
        MessageCopied copied => copied.Message.Content,
        Greeted greeted => greeted.Message.Content,
        TurnEnded ended => ended.Answer?.Content,
        _ => null,
    };

    private List<ConversationOutline> After(string? cursor, int count)
    {
        var (time, id) = Read(cursor);
        // The last used first: a heap of the page's size, for there may be very many of them.
        var page = new PriorityQueue<ConversationOutline, (long, Guid)>();
        lock (state.Gate)
        {
            foreach (var entry in state.Index.Conversations.Values)
            {
                var key = KeyOf(entry.Outline);
                if (cursor is not null && key.CompareTo((time, id)) >= 0)
                    continue;
                page.Enqueue(entry.Outline, key);
                if (page.Count > count)
                    page.Dequeue();
            }
        }
        var found = new List<ConversationOutline>(page.Count);
        while (page.TryDequeue(out var outline, out _))
            found.Add(outline);
        found.Reverse();
        return found;
    }

    private static (long, Guid) KeyOf(ConversationOutline outline) => (outline.UpdatedAt.ToUnixTimeMilliseconds(), outline.Id);

    private static string CursorAt(ConversationOutline outline) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{KeyOf(outline).Item1} {outline.Id}")));

    // A cursor that is none of ours begins at the beginning.
    private static (long, Guid) Read(string? cursor)
    {
        var none = (long.MaxValue, Guid.AllBitsSet);
        if (cursor is null || !Base64Url.IsValid(cursor))
            return none;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ');
        return parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var time) && Guid.TryParse(parts[1], out var id) ? (time, id) : none;
    }
}
