using System.Collections.Concurrent;
using Conductor.Core.Models;

namespace Conductor.Core.Turns;

/// <summary>
/// Remembers which host answered a conversation last, and so may have read it: known by what was said, because most callers bring the whole
/// conversation along each time and give it no name. Bounded; safe for concurrent callers.
/// </summary>
internal sealed class Affinities
{
    private const int Most = 4096;

    private readonly ConcurrentDictionary<int, string> _hosts = new();

    /// <summary>The host that answered the conversation up to its last answer; null where nobody knows.</summary>
    public string? Find(ModelRequest request)
    {
        for (var at = request.Messages.Count - 1; at > 0; at--)
            if (request.Messages[at].Role == "assistant")
                return _hosts.GetValueOrDefault(Key(request.Messages, at));
        return null;
    }

    /// <summary>A host has answered: the next message of this conversation will have this request before that answer.</summary>
    public void Note(ModelRequest request, string host)
    {
        if (request.Messages.Count == 0)
            return;
        // What is forgotten costs a prompt that is read once more.
        if (_hosts.Count >= Most)
            _hosts.Clear();
        _hosts[Key(request.Messages, request.Messages.Count)] = host;
    }

    private static int Key(IReadOnlyList<ChatMessage> messages, int count)
    {
        var key = new HashCode();
        for (var i = 0; i < count; i++)
        {
            key.Add(messages[i].Role);
            key.Add(messages[i].Content);
        }
        return key.ToHashCode();
    }
}
