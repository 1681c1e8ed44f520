using System.Runtime.CompilerServices;
using Conductor.Client.Orders;
using Conductor.Protocol;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Reading;

/// <summary>
/// Everything that is read over one client: which conversations are followed, which turns are read, and how far each has come. On a
/// new connection it asks for what is missing, so that no loop notices. Safe for concurrent callers; messages come one at a time.
/// </summary>
internal sealed class ReadingRoom(OrderBook orders, ConductorClientOptions options)
{
    // Guards what is below, for a few instructions at a time. Orders are sent under it, so that they go out in the order of these changes.
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, OpenFeed> _turns = [];
    private readonly Dictionary<Guid, ConversationFeed> _conversations = [];
    private Exception? _closed;

    /// <summary>Reads a turn from its first entry to its end.</summary>
    public async IAsyncEnumerable<TurnEntry> ReadTurnAsync(Guid conversation, Guid turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = Enter(conversation, turn, comesByItself: false);
        try
        {
            await foreach (var entry in open.Feed.ReadAsync(cancellationToken).ConfigureAwait(false))
                yield return entry;
        }
        finally
        {
            Leave(open);
        }
    }

    /// <summary>Begins to read a turn: it is not forgotten until it is left.</summary>
    /// <param name="conversation">Its conversation.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="comesByItself">It is so new that a followed conversation will bring all of it.</param>
    public OpenFeed Enter(Guid conversation, Guid turn, bool comesByItself)
    {
        lock (_gate)
        {
            if (_turns.TryGetValue(turn, out var open))
            {
                open.Readers++;
                return open;
            }
            open = new OpenFeed(new TurnFeed(turn, conversation, options.MaxAnswerBytes)) { Readers = 1 };
            if (_closed is not null)
            {
                open.Feed.Fail(_closed);
                return open;
            }
            _turns.Add(turn, open);
            if (!comesByItself || !IsFollowed(conversation))
                Resume(open);
            return open;
        }
    }

    /// <summary>Reads no more of it. A turn that nobody reads is let go of.</summary>
    public void Leave(OpenFeed open)
    {
        lock (_gate)
        {
            var conversation = open.Feed.Conversation;
            if (--open.Readers > 0 || (IsFollowed(conversation) && !open.Feed.IsOver && !open.HasEnded))
                return;
            _turns.Remove(open.Feed.Turn);
            if (!open.Feed.IsWhole && !IsFollowed(conversation) && !_turns.Values.Any(other => other.Feed.Conversation == conversation))
                orders.Send(new PendingOrder(new Unsubscribe(Guid.CreateVersion7(), conversation), ofConnection: true));
        }
    }

    /// <summary>The events of a conversation from now on, a snapshot first.</summary>
    public async IAsyncEnumerable<ServerMessage> FollowAsync(Guid conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var follower = new Follower();
        Join(conversation, follower);
        try
        {
            await foreach (var message in follower.ReadAsync(cancellationToken).ConfigureAwait(false))
                yield return message;
        }
        finally
        {
            Part(conversation, follower);
        }
    }

    /// <summary>There is a new connection: asks for everything that is read, from where it has come to.</summary>
    public void Connected()
    {
        lock (_gate)
        {
            foreach (var (id, feed) in _conversations)
                Subscribe(id, feed.Last);
            foreach (var open in _turns.Values.Where(open => !open.Feed.IsOver))
            {
                open.IsResuming = false;
                if (!IsFollowed(open.Feed.Conversation) || open.HasEnded)
                    Resume(open);
            }
        }
    }

    /// <summary>An entry, or all of a turn at once.</summary>
    public void Take(ServerMessage message)
    {
        lock (_gate)
        {
            if (!_turns.TryGetValue(message is TurnEntry { TurnId: var turn } ? turn : ((TurnSnapshot)message).TurnId, out var open))
                return;
            if (message is TurnSnapshot snapshot)
                open.Feed.Take(snapshot);
            else if (open.Feed.Take((TurnEntry)message) == Taken.Misfit && !open.IsResuming)
                Resume(open);
            if (open.Readers == 0 && open.Feed.IsOver)
                _turns.Remove(open.Feed.Turn);
        }
    }

    /// <summary>Something happened in a conversation.</summary>
    public void TakeNews(Guid conversation, ServerMessage message)
    {
        lock (_gate)
        {
            if (!_conversations.TryGetValue(conversation, out var feed))
                return;
            if (message is TurnStarted started)
                Expect(conversation, started.Turn.TurnId);
            if (message is Snapshot snapshot)
                TakeSnapshot(conversation, snapshot);
            if (!feed.Take(message))
                Subscribe(conversation, feed.Last);
            if (message is TurnEnded { TurnId: var ended } && _turns.TryGetValue(ended, out var open))
                OnEnded(open);
        }
    }

    /// <summary>It is over: every loop ends with the reason, once it has read what is here.</summary>
    public void Closed(Exception reason)
    {
        lock (_gate)
        {
            _closed = reason;
            foreach (var open in _turns.Values)
                open.Feed.Fail(reason);
            foreach (var feed in _conversations.Values)
                feed.End(reason);
            _turns.Clear();
            _conversations.Clear();
        }
    }

    private void Join(Guid conversation, Follower follower)
    {
        lock (_gate)
        {
            if (_closed is not null)
            {
                follower.End(_closed);
                return;
            }
            if (!_conversations.TryGetValue(conversation, out var feed))
                _conversations.Add(conversation, feed = new ConversationFeed());
            feed.Add(follower);
            // Also where it is followed already: a loop begins with a snapshot, which the others know to pass over.
            Subscribe(conversation, after: null);
        }
    }

    private void Part(Guid conversation, Follower follower)
    {
        lock (_gate)
        {
            if (!_conversations.TryGetValue(conversation, out var feed))
                return;
            feed.Remove(follower);
            if (feed.HasFollowers)
                return;
            _conversations.Remove(conversation);
            orders.Send(new PendingOrder(new Unsubscribe(Guid.CreateVersion7(), conversation), ofConnection: true));
            foreach (var open in _turns.Values.Where(open => open.Feed.Conversation == conversation).ToArray())
                if (open.Readers > 0 && !open.Feed.IsOver)
                    Resume(open);
                else
                    _turns.Remove(open.Feed.Turn);
        }
    }

    private bool IsFollowed(Guid conversation) => _conversations.ContainsKey(conversation);

    private void Subscribe(Guid conversation, ulong? after)
    {
        var turns = _turns.Values.Where(open => open.Feed.Conversation == conversation && !open.Feed.IsOver && !open.HasEnded)
            .Select(open => open.Feed.Position).ToValueList();
        orders.Send(new PendingOrder(
            new Subscribe(Guid.CreateVersion7(), conversation, after, turns, options.Delivery, Credit: null),
            ofConnection: true,
            onAnswer: answer =>
            {
                if (answer is Snapshot snapshot)
                    TakeNews(conversation, snapshot);
            },
            onRefused: refusal => Refused(conversation, refusal)));
    }

    private void Refused(Guid conversation, ConductorException refusal)
    {
        lock (_gate)
            if (_conversations.Remove(conversation, out var feed))
                feed.End(refusal);
    }

    private void Expect(Guid conversation, Guid turn)
    {
        if (!_turns.ContainsKey(turn))
            _turns.Add(turn, new OpenFeed(new TurnFeed(turn, conversation, options.MaxAnswerBytes)));
    }

    private void TakeSnapshot(Guid conversation, Snapshot snapshot)
    {
        foreach (var turn in snapshot.Turns)
            Expect(conversation, turn.TurnId);
        // A turn that is read and does not run has ended while nobody was connected, or waits still; resuming it tells.
        foreach (var open in _turns.Values.Where(open => open.Feed.Conversation == conversation).ToArray())
            if (open.Readers > 0 && !open.Feed.IsOver && !open.IsResuming && snapshot.Turns.All(turn => turn.TurnId != open.Feed.Turn))
                Resume(open);
    }

    private void OnEnded(OpenFeed open)
    {
        open.HasEnded = true;
        if (open.Readers == 0)
            _turns.Remove(open.Feed.Turn);
        else if (!open.Feed.IsOver && !open.IsResuming)
            Resume(open);
    }

    private void Resume(OpenFeed open)
    {
        open.IsResuming = true;
        var feed = open.Feed;
        orders.Send(new PendingOrder(
            new Resume(Guid.CreateVersion7(), feed.Conversation, feed.Position, options.Delivery, Credit: null),
            ofConnection: true,
            onAnswer: _ => open.IsResuming = false,
            onRefused: feed.Fail));
    }
}

/// <summary>A turn that is read, or may be at once. Its fields are the reading room's, under its lock.</summary>
internal sealed class OpenFeed(TurnFeed feed)
{
    public TurnFeed Feed { get; } = feed;

    public int Readers { get; set; }

    /// <summary>An order to resume it is without an answer: what does not fit until then is on its way from before.</summary>
    public bool IsResuming { get; set; }

    /// <summary>The conversation has said that it has ended.</summary>
    public bool HasEnded { get; set; }
}
