namespace Conductor.Actor;

/// <summary>Messages that an actor has put aside. To be used from the actor's own handlers only.</summary>
public interface IStash
{
    /// <summary>The number of messages put aside.</summary>
    int Count { get; }

    /// <summary>Whether nothing is put aside.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether something is put aside.</summary>
    bool NonEmpty { get; }

    /// <summary>Whether the next <see cref="Stash"/> would overflow.</summary>
    bool IsFull { get; }

    /// <summary>The most messages that may be put aside; <see cref="int.MaxValue"/> for an unbounded stash.</summary>
    int Capacity { get; }

    /// <summary>
    /// Puts the message at hand aside. Throws <see cref="IllegalActorStateException"/> when it is put aside a second time in one turn, and
    /// <see cref="StashOverflowException"/> when <see cref="Capacity"/> is reached.
    /// </summary>
    void Stash();

    /// <summary>Puts the oldest message in front of the mailbox; does nothing when there is none.</summary>
    void Unstash();

    /// <summary>Puts all messages in front of the mailbox, in their original order.</summary>
    void UnstashAll();

    /// <summary>Puts those messages that <paramref name="predicate"/> accepts in front of the mailbox, in their original order; the others are forgotten.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Empties the stash and returns what was in it, oldest first.</summary>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Puts <paramref name="envelopes"/> aside in front of those that already are. Those over capacity are dropped as dead letters.</summary>
    void Prepend(IEnumerable<Envelope> envelopes);
}

/// <summary>The base of the interfaces that give an actor a stash, set before <c>PreStart</c>.</summary>
public interface IActorStash
{
    /// <summary>The actor's stash.</summary>
    IStash Stash { get; set; }
}

/// <summary>Gives an actor a stash: unbounded unless <see cref="Props.WithStashCapacity"/> says otherwise.</summary>
public interface IWithStash : IActorStash;

/// <summary>Gives an actor a stash without a bound of its own.</summary>
public interface IWithUnboundedStash : IActorStash;

/// <summary>Gives an actor a bounded stash; its capacity is the system's default or <see cref="Props.WithStashCapacity"/>.</summary>
public interface IWithBoundedStash : IActorStash;
