using Conductor.Core.Models;

namespace Conductor.Core.Conversations;

/// <summary>What was said in one conversation, oldest first, bounded: the oldest messages go when there are too many. Owned by one actor.</summary>
internal sealed class ConversationHistory
{
    private const int MostMessages = 1000;
    private const int MostCharacters = 10 * 1024 * 1024;

    private readonly List<ConversationEntry> _entries = [];
    private long _characters;

    public IReadOnlyList<ConversationEntry> Entries => _entries;

    public void Add(ConversationEntry entry)
    {
        _entries.Add(entry);
        _characters += entry.Content.Length;
        var surplus = 0;
        while (_entries.Count - surplus > 1 && (_entries.Count - surplus > MostMessages || _characters > MostCharacters))
            _characters -= _entries[surplus++].Content.Length;
        _entries.RemoveRange(0, surplus);
    }

    public void Clear()
    {
        _entries.Clear();
        _characters = 0;
    }

    /// <summary>What a model sees of it. A message appears once, however it got here.</summary>
    public List<ChatMessage> ForModel() => _entries.ConvertAll(entry => new ChatMessage(entry.Role, entry.Content));
}
