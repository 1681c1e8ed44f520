using System.Net;
using Conductor.OllamaSim.Wire;

namespace Conductor.OllamaSim;

/// <summary>Every connection that the simulator accepted, oldest first. Safe for concurrent callers.</summary>
/// <remarks>Holds the newest <see cref="Capacity"/> connections; older ones are forgotten once they are closed or not.</remarks>
public sealed class ConnectionLog
{
    /// <summary>How many connections are remembered: 20,000.</summary>
    public const int Capacity = 20_000;

    private readonly Lock _gate = new();
    private readonly Queue<SimConnection> _all = [];
    private readonly Level _open = new();
    private int _accepted;

    internal ConnectionLog() { }

    /// <summary>Connections that are open now.</summary>
    public int Open => _open.Value;

    /// <summary>Connections accepted since the start.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Every remembered connection, oldest first: a copy.</summary>
    public IReadOnlyList<SimConnection> All
    {
        get { lock (_gate) return [.. _all]; }
    }

    /// <summary>Waits until exactly <paramref name="count"/> connections are open.</summary>
    public Task WaitForOpenAsync(int count, CancellationToken cancellationToken = default) => _open.WaitForAsync(count, cancellationToken);

    internal SimConnection Accept(EndPoint? peer, DateTimeOffset at)
    {
        lock (_gate)
        {
            var connection = new SimConnection(++_accepted, peer, at, whenClosed: () => _open.Change(-1));
            _all.Enqueue(connection);
            if (_all.Count > Capacity) _all.Dequeue();
            _open.Change(+1);
            return connection;
        }
    }
}
