using Conductor.Core.Ports;

namespace Conductor.Core.Embedded;

/// <summary>A membership of one: this process, which always may.</summary>
internal sealed class EmbeddedMembership : IMembership
{
    private readonly TaskCompletionSource<MembershipView> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile MembershipView _view = new(0, []);
    private long _incarnation;

    /// <summary>The number of this run of the process; larger than that of every one before it that kept something. To be set before it joins.</summary>
    public long Run { get; set; } = 1;

    /// <inheritdoc/>
    public Member Self => new(Volatile.Read(ref _incarnation), Environment.MachineName);

    /// <inheritdoc/>
    public MembershipView Current => _view;

    /// <inheritdoc/>
    public bool LeaseOk => _view.Live.Count > 0;

    /// <inheritdoc/>
    public Task JoinAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _incarnation, Run, 0) == 0)
            _view = new MembershipView(1, [Self]);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<MembershipView> ChangedAsync(long version, CancellationToken cancellationToken) =>
        _view.Version != version ? Task.FromResult(_view) : _left.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_view.Live.Count > 0)
        {
            _view = new MembershipView(2, []);
            _left.TrySetResult(_view);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await LeaveAsync(CancellationToken.None).ConfigureAwait(false);
}
