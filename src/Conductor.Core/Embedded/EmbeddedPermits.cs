using Conductor.Core.Ports;

namespace Conductor.Core.Embedded;

/// <summary>Permits in memory. A crash gives all of them back, as it does the requests they stand for.</summary>
internal sealed class EmbeddedPermits : IPermits
{
    private const int MostIdle = 1_024;

    // Protects the pools: whoever asks or gives back looks and leaves, nobody waits inside.
    private readonly Lock _gate = new();
    // Keyed by host and model; idle ones stay as long as there are few, so that they need not be made anew for every turn.
    private readonly Dictionary<(string Host, string Model), PermitQueue> _pools = [];

    /// <inheritdoc/>
    public ValueTask<IPermit> AcquireAsync(PermitPool pool, string holder, CancellationToken cancellationToken)
    {
        if (pool.Slots < 1)
            throw new ArgumentException($"The pool of {pool.Model} on {pool.Host} has {pool.Slots} slots; it needs one.", nameof(pool));
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<IPermit>(cancellationToken);
        PermitRequest request;
        lock (_gate)
        {
            if (!_pools.TryGetValue((pool.Host, pool.Model), out var queue))
                _pools[(pool.Host, pool.Model)] = queue = new PermitQueue();
            if (queue.TryTake(holder, pool.Slots))
                return new ValueTask<IPermit>(new Permit(this, pool, holder));
            request = queue.Enter(holder);
        }
        return WaitAsync(pool, request, cancellationToken);
    }

    private async ValueTask<IPermit> WaitAsync(PermitPool pool, PermitRequest request, CancellationToken cancellationToken)
    {
        var leaving = cancellationToken.UnsafeRegister(static state => ((Action)state!)(), new Action(() => Leave(pool, request)));
        await using (leaving.ConfigureAwait(false))
        {
            if (!await request.Granted.ConfigureAwait(false))
                throw new OperationCanceledException(cancellationToken);
        }
        return new Permit(this, pool, request.Holder);
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
            if (queue.IsIdle && _pools.Count > MostIdle)
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
