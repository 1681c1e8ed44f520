namespace Conductor.OllamaSim;

/// <summary>
/// Lets a test decide when each token leaves: every answer that is gated by it may send as many tokens as were released so far, and
/// then waits. Safe for concurrent callers.
/// </summary>
/// <example><code>
/// var gate = new TokenGate();
/// sim.Script("llama3.2").Next(Answer.Tokens(3).Gated(gate));
/// gate.Release(2);   // two tokens leave
/// gate.Open();       // and the rest
/// </code></example>
public sealed class TokenGate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _released;

    /// <summary>How many tokens of an answer may have left so far.</summary>
    public int Released => Volatile.Read(ref _released);

    /// <summary>Lets <paramref name="count"/> more tokens of each answer leave.</summary>
    public void Release(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_gate) Move(_released > int.MaxValue - count ? int.MaxValue : _released + count);
    }

    /// <summary>Lets everything leave from now on.</summary>
    public void Open()
    {
        lock (_gate) Move(int.MaxValue);
    }

    /// <summary>Waits until token number <paramref name="sent"/> (from 0) may leave; returns how many tokens may have left by then.</summary>
    internal async ValueTask<int> AllowedAsync(int sent, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (_released > sent) return _released;
                moved = _moved.Task;
            }
            await moved.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Move(int released)
    {
        _released = released;
        var moved = _moved;
        _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        moved.SetResult();
    }
}
