using Conductor.Core.Models;

namespace Conductor.Cli.Chatting;

/// <summary>What was said in this chat, as the model sees it.</summary>
internal sealed class ChatHistory(string? system)
{
    private readonly List<ChatMessage> _messages = [];

    /// <summary>The conversation with one more line of the person.</summary>
    public IReadOnlyList<ChatMessage> With(string line) =>
        system is null ? [.. _messages, new("user", line)] : [new("system", system), .. _messages, new("user", line)];

    /// <summary>Keeps an exchange. One without an answer is dropped: models expect the roles to alternate.</summary>
    public void Add(string line, string answer)
    {
        if (answer.Length == 0)
            return;
        _messages.Add(new("user", line));
        _messages.Add(new("assistant", answer));
    }

    public void Clear() => _messages.Clear();
}
