using System.Net;

namespace Conductor.OllamaSim;

/// <summary>Which side ended a connection first.</summary>
public enum ClosedBy
{
    /// <summary>It is still open.</summary>
    Nobody,

    /// <summary>The client closed or reset it.</summary>
    Client,

    /// <summary>The simulator closed or reset it.</summary>
    Server,
}

/// <summary>What the simulator knows of one TCP connection. Safe to read from any thread while it lives.</summary>
public sealed class SimConnection
{
    private readonly TaskCompletionSource<DateTimeOffset> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action _whenClosed;
    private int _closedBy;
    private int _requests;

    internal SimConnection(int number, EndPoint? peer, DateTimeOffset openedAt, Action whenClosed) =>
        (Number, Peer, OpenedAt, _whenClosed) = (number, peer, openedAt, whenClosed);

    /// <summary>Its place in the order of acceptance, from 1.</summary>
    public int Number { get; }

    /// <summary>The client's address.</summary>
    public EndPoint? Peer { get; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset OpenedAt { get; }

    /// <summary>Who closed it first; <see cref="ClosedBy.Nobody"/> while it is open.</summary>
    public ClosedBy ClosedBy => (ClosedBy)Volatile.Read(ref _closedBy);

    /// <summary>Whether the end was an RST instead of a FIN; false while it is open.</summary>
    public bool WasReset { get; private set; }

    /// <summary>Completes with the time of closing.</summary>
    public Task<DateTimeOffset> Closed => _closed.Task;

    /// <summary>Whether neither side has closed it.</summary>
    public bool IsOpen => ClosedBy is ClosedBy.Nobody;

    /// <summary>Requests that arrived on it so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    internal void NoteRequest() => Interlocked.Increment(ref _requests);

    internal bool NoteClosed(ClosedBy who, bool reset, DateTimeOffset at)
    {
        if (Interlocked.CompareExchange(ref _closedBy, (int)who, (int)ClosedBy.Nobody) != (int)ClosedBy.Nobody) return false;
        WasReset = reset;
        _whenClosed();
        return _closed.TrySetResult(at);
    }
}
