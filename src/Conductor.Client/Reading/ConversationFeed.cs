using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Reading;

/// <summary>One conversation as this client follows it: how far it has come, and who looks. Owned by the reading room, under its lock.</summary>
internal sealed class ConversationFeed
{
    private readonly List<Follower> _followers = [];

    /// <summary>The number of its last event; null before its first snapshot.</summary>
    public ulong? Last { get; private set; }

    public bool HasFollowers => _followers.Count > 0;

    public void Add(Follower follower) => _followers.Add(follower);

    public void Remove(Follower follower) => _followers.Remove(follower);

    /// <summary>Hands on what is new. False when an event is missing before it.</summary>
    public bool Take(ServerMessage message)
    {
        if (message is ConversationEvent happened)
        {
            if (Last is not { } last || happened.Seq > last + 1)
                return false;
            Last = Math.Max(last, happened.Seq);
        }
        else if (message is Snapshot snapshot)
            Last = snapshot.Conversation.Seq;
        foreach (var follower in _followers)
            follower.Offer(message);
        return true;
    }

    public void End(Exception reason)
    {
        foreach (var follower in _followers)
            follower.End(reason);
        _followers.Clear();
    }
}
