using System.Runtime.CompilerServices;
using Conductor.Core.Ports;
using Conductor.Core.Streams;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Embedded;

/// <summary>A conversation that is followed in the same process: it is pulled, a frame at a time, while there is credit.</summary>
internal sealed class EmbeddedAttachment(IPeerTarget? target, Subscribe order) : IPeerAttachment
{
    private readonly AsyncSignal _granted = new();
    private readonly CancellationTokenSource _ended = new();
    private long _credit = order.Credit ?? long.MaxValue / 2;
    private long _epoch;

    /// <inheritdoc/>
    public async IAsyncEnumerable<PeerFrame> FramesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (target is null)
            yield break;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        var wake = both.Token.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), _granted);
        await using (wake.ConfigureAwait(false))
        {
            var frames = target.FollowAsync(order, both.Token).ConfigureAwait(false).GetAsyncEnumerator();
            await using (frames)
            {
                // Not asking is the back-pressure: without credit the owner is not even looked at.
                while (await HasCreditAsync(both.Token).ConfigureAwait(false) && await frames.MoveNextAsync())
                {
                    if (frames.Current.Epoch < _epoch)
                        continue;
                    _epoch = frames.Current.Epoch;
                    Interlocked.Decrement(ref _credit);
                    yield return frames.Current;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Grant(int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        Interlocked.Add(ref _credit, frames);
        _granted.Set();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _ended.CancelAsync().ConfigureAwait(false);

    private async ValueTask<bool> HasCreditAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _credit) <= 0 && !cancellationToken.IsCancellationRequested)
            await _granted.WaitAsync().ConfigureAwait(false);
        return !cancellationToken.IsCancellationRequested;
    }
}
