using System.Threading.Tasks.Sources;

namespace Conductor.Core.Streams;

/// <summary>
/// Wakes one waiter. Any number of sources may set it, any number of times; the waiter then looks at all of them. A set that nobody
/// waits for is kept, once. Allocates nothing after its construction.
/// </summary>
/// <remarks>
/// <see cref="Set()"/> is safe from any thread and never runs the waiter on the caller's stack. <see cref="WaitAsync"/> is for one
/// waiter at a time. Whoever changes something and then calls <see cref="Set()"/> is seen: the waiter looks after it was woken, and a
/// change between its look and its wait leaves the signal set.
/// </remarks>
public sealed class AsyncSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Raised = 1;
    private const int Awaited = 2;

    // Reset by the waiter before it announces itself, completed by whoever takes the state from Awaited: never both at once.
    private ManualResetValueTaskSourceCore<bool> _wake = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Wakes the waiter, or lets the next wait return at once.</summary>
    public void Set() => Set(runsHere: false);

    /// <summary>The same, for a caller who has nothing better to do than what the waiter does next: where that waits, it runs before this returns.</summary>
    /// <param name="runsHere">The waiter may run on the caller's stack.</param>
    internal void Set(bool runsHere)
    {
        // The full fence keeps the caller's change before the look at the state. Without it a waiter that lowers a raised signal
        // could miss the change, and the caller could see the signal still raised: both would then wait for the other.
        Interlocked.MemoryBarrier();
        var seen = Volatile.Read(ref _state);
        while (seen != Raised)
        {
            var found = Interlocked.CompareExchange(ref _state, seen == Awaited ? Idle : Raised, seen);
            if (found == seen)
            {
                if (seen == Awaited)
                    Wake(runsHere);
                return;
            }
            seen = found;
        }
    }

    /// <summary>Completes when the signal is set, at once if it already was, and lowers it.</summary>
    /// <exception cref="InvalidOperationException">Somebody else waits already.</exception>
    public ValueTask WaitAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Raised) == Raised)
            return default;
        if (Volatile.Read(ref _state) == Awaited)
            throw new InvalidOperationException("An AsyncSignal has one waiter at a time.");
        _wake.Reset();
        if (Interlocked.CompareExchange(ref _state, Awaited, Idle) == Idle)
            return new ValueTask(this, _wake.Version);
        Volatile.Write(ref _state, Idle);
        return default;
    }

    private void Wake(bool runsHere)
    {
        _wake.RunContinuationsAsynchronously = !runsHere;
        _wake.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _wake.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);
}
