using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>What was said in one conversation, in order, bounded: the oldest messages go when there are too many. Owned by one actor.</summary>
internal sealed class ConversationHistory(ConversationOptions options)
{
    private readonly List<ConversationEntry> _entries = [];
    private long _characters;

    public IReadOnlyList<ConversationEntry> Entries => _entries;

    public void Add(ConversationEntry entry) => Insert(_entries.Count, entry);

    /// <summary>Puts an answer behind its prompt, wherever that is by now.</summary>
    public void AddAnswer(ConversationEntry answer)
    {
        var prompt = _entries.FindIndex(entry => entry.Turn == answer.Turn);
        Insert(prompt < 0 ? _entries.Count : prompt + 1, answer);
    }

    /// <summary>The prompt that a turn answers; null when it is not there, or no longer.</summary>
    public ConversationEntry? PromptOf(TurnId turn) => _entries.Find(entry => entry.Turn == turn && entry.Role == "user");

    public int IndexOf(string messageId) => _entries.FindIndex(entry => entry.Id == messageId);

    /// <summary>Takes a message away and all after it.</summary>
    public void RemoveFrom(string messageId)
    {
        var index = IndexOf(messageId);
        if (index < 0)
            return;
        _characters -= _entries.Skip(index).Sum(entry => (long)entry.Content.Length);
        _entries.RemoveRange(index, _entries.Count - index);
    }

    /// <summary>The messages before one, or the last ones where none is named.</summary>
    /// <returns>Null when the one that is named is not there.</returns>
    public (IReadOnlyList<ConversationEntry> Page, bool HasOlder)? Page(string? before, int limit)
    {
        var end = before is null ? _entries.Count : IndexOf(before);
        if (end < 0)
            return null;
        var start = Math.Max(0, end - limit);
        return (_entries.GetRange(start, end - start), start > 0);
    }

    /// <summary>Notes that a prompt is answered by this turn from now on.</summary>
    public void Tag(string promptId, TurnId turn)
    {
        if (IndexOf(promptId) is var index and >= 0)
            _entries[index] = _entries[index] with { Turn = turn };
    }

    /// <summary>What a model may see when it answers a prompt: what was said and answered so far, and last, once, what is asked now.</summary>
    /// <param name="promptId">The prompt.</param>
    /// <param name="isOpen">Whether a prompt is still to be answered: of the others that are, a model knows nothing.</param>
    /// <param name="counted">Tokens up to and including an answer, where a host has counted them.</param>
    public List<SaidMessage> ForModel(string promptId, Func<string, bool> isOpen, Func<string, long?> counted)
    {
        var messages = new List<SaidMessage>(_entries.Count);
        foreach (var entry in _entries)
            if (entry.Id != promptId && !isOpen(entry.Id))
                messages.Add(new SaidMessage(Message(entry), counted(entry.Id), entry.Id));
        if (IndexOf(promptId) is var index and >= 0)
            messages.Add(new SaidMessage(Message(_entries[index]), Id: promptId));
        return messages;
    }

    private static ChatMessage Message(ConversationEntry entry)
    {
        var message = new ChatMessage(entry.Role, entry.Content);
        return entry.Images.Count == 0 ? message : message with { Fields = [new("images", JsonSerializer.SerializeToElement(entry.Images))] };
    }

    private void Insert(int index, ConversationEntry entry)
    {
        _entries.Insert(index, entry);
        _characters += entry.Content.Length;
        var surplus = 0;
        while (_entries.Count - surplus > 1 && (_entries.Count - surplus > options.MaxMessages || _characters > options.MaxCharacters))
            _characters -= _entries[surplus++].Content.Length;
        _entries.RemoveRange(0, surplus);
    }
}
