namespace Conductor.Core.Backends;

/// <summary>
/// Decides who answers for a turn that a host has ordered its backend to run: the backend, once it begins, or the host, if it goes away while the order is
/// still in the backend's mailbox, where it would be lost. Safe for concurrent callers.
/// </summary>
internal sealed class RunClaim
{
    private int _taken;

    /// <summary>Takes it. True for the first only.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;
}
