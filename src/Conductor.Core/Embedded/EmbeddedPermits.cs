using Conductor.Core.Ports;

namespace Conductor.Core.Embedded;

/// <summary>Permits in memory. A crash gives all of them back, as it does the requests they stand for.</summary>
internal sealed class EmbeddedPermits : IPermits
{
    // Protects the pools: whoever asks or gives back looks and leaves, nobody waits inside.
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Host, string Model), PermitQueue> _pools = [];

    /// <inheritdoc/>
    public async ValueTask<IPermit> AcquireAsync(PermitPool pool, string holder, CancellationToken cancellationToken)
    {
        if (pool.Slots < 1)
            throw new ArgumentException($"The pool of {pool.Model} on {pool.Host} has {pool.Slots} slots; it needs one.", nameof(pool));
        cancellationToken.ThrowIfCancellationRequested();
        PermitRequest request;
        lock (_gate)
        {
            if (!_pools.TryGetValue((pool.Host, pool.Model), out var queue))
                _pools[(pool.Host, pool.Model)] = queue = new PermitQueue();
            request = queue.Enter(holder, pool.Slots);
        }
        var leaving = cancellationToken.UnsafeRegister(static state => ((Action)state!)(), new Action(() => Leave(pool, request)));
        await using (leaving.ConfigureAwait(false))
        {
            if (!await request.Granted.ConfigureAwait(false))
                throw new OperationCanceledException(cancellationToken);
        }
        return new Permit(this, pool, holder);
    }

    private void Leave(PermitPool pool, PermitRequest request)
    {
        lock (_gate)
            _pools[(pool.Host, pool.Model)].Leave(request);
    }

    private void GiveBack(PermitPool pool, string holder)
    {
        lock (_gate)
        {
            var queue = _pools[(pool.Host, pool.Model)];
            queue.GiveBack(holder);
            if (queue.IsIdle)
                _pools.Remove((pool.Host, pool.Model));
        }
    }

    private sealed class Permit(EmbeddedPermits permits, PermitPool pool, string holder) : IPermit
    {
        private int _isGivenBack;

        public PermitPool Pool => pool;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
                permits.GiveBack(pool, holder);
            return default;
        }
    }
}
