namespace Conductor.TestKit;

/// <summary>A gate that opens when it has been counted down often enough. Safe for concurrent use.</summary>
public sealed class TestLatch
{
    private readonly int _count;
    private readonly TimeSpan _patience;
    private volatile State _state;

    /// <summary>A closed latch.</summary>
    /// <param name="count">How often it is to be counted down; from 0, which is open.</param>
    public TestLatch(int count = 1) : this(count, TestKitBase.DefaultPatience)
    {
    }

    internal TestLatch(int count, TimeSpan patience)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 0);
        (_count, _patience) = (count, patience);
        _state = new State(count);
    }

    /// <summary>Whether it has been counted down often enough.</summary>
    public bool IsOpen => _state.Opened.IsCompleted;

    /// <summary>Counts it down by one.</summary>
    public void CountDown() => _state.CountDown();

    /// <summary>Opens it whatever its count.</summary>
    public void Open() => _state.Open();

    /// <summary>Closes it again, with its first count. Those who wait already go on to wait for the old one.</summary>
    public void Reset() => _state = new State(_count);

    /// <summary>Completes when it is open. Gives up with <see cref="ExpectationException"/> after <see cref="TestKitBase.Patience"/> of real time.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken = default) =>
        Evidence.WaitAsync(_state.Opened, _patience, $"The latch, which is counted down from {_count}, did not open", cancellationToken);

    private sealed class State
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left;

        internal State(int count)
        {
            _left = count;
            if (count == 0) Open();
        }

        internal Task Opened => _opened.Task;

        internal void CountDown()
        {
            if (Interlocked.Decrement(ref _left) <= 0) Open();
        }

        internal void Open() => _opened.TrySetResult();
    }
}
