namespace Conductor.OllamaSim.Wire;

/// <summary>A count that can be waited for. Safe for concurrent callers.</summary>
internal sealed class Level
{
    private readonly Lock _gate = new();
    private readonly List<(int Value, TaskCompletionSource Reached)> _waiters = [];
    private int _value;

    public int Value => Volatile.Read(ref _value);

    public void Set(int value)
    {
        lock (_gate) Put(value);
    }

    public void Change(int by)
    {
        lock (_gate) Put(_value + by);
    }

    public Task WaitForAsync(int value, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_value == value) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((value, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    private void Put(int value)
    {
        Volatile.Write(ref _value, value);
        if (_waiters.Count == 0) return;
        foreach (var (wanted, reached) in _waiters)
            if (wanted == value) reached.TrySetResult();
        _waiters.RemoveAll(waiter => waiter.Reached.Task.IsCompleted);
    }
}
