using System.Threading.Channels;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Reading;

/// <summary>One loop over the events of a conversation, with the events that it has not taken yet.</summary>
internal sealed class Follower
{
    private const int MostEvents = 10_000;

    private readonly Channel<ServerMessage> _events = Channel.CreateBounded<ServerMessage>(MostEvents);
    private ulong? _last;

    public IAsyncEnumerable<ServerMessage> ReadAsync(CancellationToken cancellationToken) => _events.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Takes what the loop does not have yet.</summary>
    public void Offer(ServerMessage message)
    {
        var seq = message switch { Snapshot snapshot => snapshot.Conversation.Seq, ConversationEvent happened => happened.Seq, _ => 0UL };
        // A snapshot is what a loop begins with; until it is here, events would have nothing to be added to.
        if (_last is null ? message is not Snapshot : seq <= _last)
            return;
        _last = seq;
        if (!_events.Writer.TryWrite(message))
            End(new ConductorException(ErrorCode.SurfaceTooSlow, $"The loop over the conversation is {MostEvents} events behind."));
        else if (message is ConversationDeleted)
            End(null);
    }

    public void End(Exception? reason) => _events.Writer.TryComplete(reason);
}
