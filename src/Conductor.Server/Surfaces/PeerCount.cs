using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Surfaces;

/// <summary>How many surfaces each peer has connected: a network address, or a user of this machine. Safe for concurrent callers.</summary>
/// <remarks>One that has as many as it may is answered and closed; its others go on. Counts over all carriers.</remarks>
internal sealed class PeerCount(ILogger<PeerCount> logger)
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>How many one peer may have. Set before the first is counted.</summary>
    public int Limit { get; set; } = new SurfaceDoors().ConnectionsPerPeer;

    /// <summary>Counts one more, until the place is disposed of.</summary>
    /// <returns>Null when there are as many as there may be.</returns>
    public IDisposable? Enter(string peer)
    {
        var now = _counts.AddOrUpdate(peer, 1, static (_, count) => count + 1);
        if (now <= Limit)
            return new Place(this, peer);
        // Once as the limit is reached, not for each that comes after: one who connects without end must not fill the log.
        if (now == Limit + 1)
            logger.TooManyOfOne(peer, Limit);
        Leave(peer);
        return null;
    }

    /// <summary>What one more is told.</summary>
    public string Refusal(string peer) => $"{peer} has {Limit} surfaces connected, as many as one peer may (surfaces.connections-per-peer). Close some, or share one.";

    private void Leave(string peer)
    {
        while (_counts.TryGetValue(peer, out var count))
            if (count <= 1 ? _counts.TryRemove(KeyValuePair.Create(peer, count)) : _counts.TryUpdate(peer, count - 1, count))
                return;
    }

    private sealed class Place(PeerCount owner, string peer) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                owner.Leave(peer);
        }
    }
}
