namespace Conductor.Actor;

/// <summary>The stash of one instance of an actor: a chain of envelopes, which go back into the mailbox as it is.</summary>
internal sealed class ActorStash(ActorCell cell, int capacity) : IStash
{
    private Envelope? _first;
    private Envelope? _last;
    private bool _stashedThisOne;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public bool NonEmpty => Count > 0;

    public bool IsFull => Count >= capacity;

    public int Capacity => capacity;

    public void Stash()
    {
        if (cell.MessageAtHand is not { } message) throw new IllegalActorStateException("There is no message at hand that could be stashed.");
        if (_stashedThisOne) throw new IllegalActorStateException($"The message {message} is stashed a second time in one turn.");
        if (IsFull) throw new StashOverflowException($"The stash of {cell} holds {Count} messages, which is its capacity.");
        _stashedThisOne = true;
        Append(new Envelope(message, cell.SenderAtHand));
    }

    public void Unstash()
    {
        if (_first is not { } oldest) return;
        _first = oldest.Next;
        if (_first is null) _last = null;
        Count--;
        ToMailbox(oldest, oldest);
    }

    public void UnstashAll()
    {
        if (_first is { } first && _last is { } last) ToMailbox(first, last);
        Forget();
    }

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        foreach (var envelope in ClearStash())
            if (predicate(envelope)) Append(envelope);
        UnstashAll();
    }

    public IEnumerable<Envelope> ClearStash()
    {
        var all = new List<Envelope>(Count);
        for (var at = _first; at is not null; at = at.Next) all.Add(at);
        Forget();
        foreach (var envelope in all) envelope.Next = null;
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        var behind = ClearStash();
        // Copies, because a caller's envelope may stand in a queue already.
        foreach (var envelope in envelopes.Select(each => new Envelope(each.Message, each.Sender)).Concat(behind))
        {
            if (IsFull) cell.System.Undelivered.Refuse(envelope.Message, envelope.Sender, cell);
            else Append(envelope);
        }
    }

    /// <summary>Another message is at hand.</summary>
    internal void BeginMessage() => _stashedThisOne = false;

    private void Append(Envelope envelope)
    {
        if (_last is null) _first = envelope;
        else _last.Next = envelope;
        _last = envelope;
        Count++;
    }

    private void ToMailbox(Envelope first, Envelope last)
    {
        for (var at = first; ; at = at.Next!)
        {
            if (at.Message is Terminated terminated) cell.AnnounceAgain(terminated);
            if (ReferenceEquals(at, last)) break;
        }
        cell.Unstash(first, last);
    }

    private void Forget() => (_first, _last, Count) = (null, null, 0);
}
