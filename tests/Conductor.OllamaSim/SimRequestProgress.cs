namespace Conductor.OllamaSim;

/// <content>How the answer goes: bytes, tokens, back-pressure and the end.</content>
public sealed partial class SimRequest
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<SimEnding> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DateTimeOffset> _closedByClient = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answering = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Func<bool> Met, TaskCompletionSource Reached)> _waiters = [];
    private long _sentBytes;
    private long _blockedSince;
    private int _sentTokens;

    /// <summary>The status that was sent; 0 before.</summary>
    public int Status { get; private set; }

    /// <summary>
    /// Bytes of the answer that the kernel has taken, headers included. It stands still while the client does not read and both
    /// socket buffers are full. Counted per send, at most 64 KB at once.
    /// </summary>
    public long SentBytes => Interlocked.Read(ref _sentBytes);

    /// <summary>Tokens of the answer that have left; always 0 for an answer that is not streamed until it is sent whole.</summary>
    public int SentTokens => Volatile.Read(ref _sentTokens);

    /// <summary>When the last bytes left; null before the first.</summary>
    public DateTimeOffset? LastSentAt { get; private set; }

    /// <summary>When the first bytes left; null before.</summary>
    public DateTimeOffset? FirstSentAt { get; private set; }

    /// <summary>Since when a send waits for the client to read; null while none waits. The evidence of back-pressure.</summary>
    public DateTimeOffset? BlockedSince =>
        Interlocked.Read(ref _blockedSince) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>How it ended; <see cref="SimEnding.Open"/> meanwhile.</summary>
    public SimEnding Ending { get; private set; }

    /// <summary>The fault that struck it, in words; null when none did.</summary>
    public string? Fault { get; internal set; }

    /// <summary>When it ended; null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Completes with how it ended.</summary>
    public Task<SimEnding> Ended => _ended.Task;

    /// <summary>Completes when the model begins to answer: after the queue, the load and the wait for a slot.</summary>
    public Task Answering => _answering.Task;

    /// <summary>
    /// Completes with the time at which the client closed the connection while its answer was on the way. Fails with
    /// <see cref="InvalidOperationException"/> when the request ends in another way, so that a test never waits in vain.
    /// </summary>
    public Task<DateTimeOffset> ClosedByClient => _closedByClient.Task;

    /// <summary>Waits until at least <paramref name="count"/> tokens have left. Fails when the request ends with fewer.</summary>
    public Task SentTokensAsync(int count, CancellationToken cancellationToken = default) =>
        WhenAsync(() => SentTokens >= count, cancellationToken);

    /// <summary>Waits until at least <paramref name="count"/> bytes have left. Fails when the request ends with fewer.</summary>
    public Task SentBytesAsync(long count, CancellationToken cancellationToken = default) =>
        WhenAsync(() => SentBytes >= count, cancellationToken);

    /// <summary>Waits until a send has to wait for the client to read. Fails when the request ends without.</summary>
    public Task BlockedAsync(CancellationToken cancellationToken = default) =>
        WhenAsync(() => BlockedSince is not null, cancellationToken);

    internal void NoteStatus(int status) => Status = status;

    internal void NoteAnswering() => _answering.TrySetResult();

    internal void NoteBlocked(DateTimeOffset at)
    {
        Interlocked.Exchange(ref _blockedSince, at.UtcTicks);
        Advance();
    }

    internal void NoteSent(int bytes, DateTimeOffset at)
    {
        Interlocked.Exchange(ref _blockedSince, 0);
        Interlocked.Add(ref _sentBytes, bytes);
        FirstSentAt ??= at;
        LastSentAt = at;
        Advance();
    }

    internal void NoteTokens(int total)
    {
        Volatile.Write(ref _sentTokens, total);
        Advance();
    }

    /// <summary>The first end counts: a fault that was noted stays one when the client leaves because of it.</summary>
    internal bool NoteEnded(SimEnding ending, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (Ending is not SimEnding.Open) return false;
            (Ending, EndedAt) = (ending, at);
        }
        if (ending is SimEnding.ClientClosed) _closedByClient.TrySetResult(at);
        else Fail(_closedByClient, $"The client did not close the connection: {this}.");
        _ended.TrySetResult(ending);
        _answering.TrySetResult();
        Advance();
        return true;
    }

    private Task WhenAsync(Func<bool> met, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (met()) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Ending is SimEnding.Open) _waiters.Add((met, reached));
            else Fail(reached, $"It never came to that: {this} after {SentTokens} tokens and {SentBytes} bytes.");
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    private void Advance()
    {
        lock (_gate)
        {
            if (_waiters.Count == 0) return;
            foreach (var (met, reached) in _waiters)
            {
                if (met()) reached.TrySetResult();
                else if (Ending is not SimEnding.Open) Fail(reached, $"It never came to that: {this}.");
            }
            _waiters.RemoveAll(waiter => waiter.Reached.Task.IsCompleted);
        }
    }

    private static void Fail(TaskCompletionSource source, string why)
    {
        source.TrySetException(new InvalidOperationException(why));
        _ = source.Task.Exception; // Nobody may be waiting: that is no unobserved failure.
    }

    private static void Fail(TaskCompletionSource<DateTimeOffset> source, string why)
    {
        source.TrySetException(new InvalidOperationException(why));
        _ = source.Task.Exception; // Nobody may be waiting: that is no unobserved failure.
    }
}
