namespace Conductor.OllamaSim;

/// <summary>
/// Every request that arrived, oldest first, and the way to wait for the next one. Safe for concurrent callers; each request is given
/// by <c>NextAsync</c> to one caller only, and not before it has its place: its step of the script is taken, and it stands in the model's line.
/// </summary>
/// <remarks>
/// Holds the newest <see cref="Capacity"/> requests and at most <see cref="BodyCapacity"/> bytes of bodies; the oldest are forgotten first.
/// </remarks>
public sealed class RequestLog
{
    /// <summary>How many requests are remembered: 20,000.</summary>
    public const int Capacity = 20_000;

    /// <summary>How many bytes of request bodies are remembered: 256 MB.</summary>
    public const long BodyCapacity = 256L << 20;

    private readonly Lock _gate = new();
    private readonly Queue<SimRequest> _all = [];
    private readonly LinkedList<SimRequest> _untaken = [];
    private readonly LinkedList<(Func<SimRequest, bool> Match, TaskCompletionSource<SimRequest> Source)> _takers = [];
    private long _bodyBytes;
    private int _arrived;

    internal RequestLog() { }

    /// <summary>Raised for each request when it has arrived, on the thread that read it.</summary>
    public event Action<SimRequest>? Arrived;

    /// <summary>Raised for each request when it has ended, on the thread that ended it.</summary>
    public event Action<SimRequest>? Ended;

    /// <summary>Requests since the start, forgotten ones included.</summary>
    public int Total => Volatile.Read(ref _arrived);

    /// <summary>Every remembered request, oldest first: a copy.</summary>
    public IReadOnlyList<SimRequest> All
    {
        get { lock (_gate) return [.. _all]; }
    }

    /// <summary>The requests for text only (chat, generate and their OpenAI forms), oldest first.</summary>
    public IReadOnlyList<SimRequest> Generations => [.. All.Where(request => request.IsGeneration)];

    /// <summary>The oldest request that no one has taken yet, of any kind; waits when there is none.</summary>
    public Task<SimRequest> NextAsync(CancellationToken cancellationToken = default) => NextAsync(_ => true, cancellationToken);

    /// <summary>The oldest request for text that no one has taken yet; waits when there is none.</summary>
    public Task<SimRequest> NextGenerationAsync(CancellationToken cancellationToken = default) =>
        NextAsync(request => request.IsGeneration, cancellationToken);

    /// <summary>The oldest request to a path that no one has taken yet; waits when there is none.</summary>
    public Task<SimRequest> NextAsync(string path, CancellationToken cancellationToken = default) =>
        NextAsync(request => request.Path == path, cancellationToken);

    /// <summary>The oldest matching request that no one has taken yet; waits when there is none.</summary>
    public Task<SimRequest> NextAsync(Func<SimRequest, bool> match, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            for (var node = _untaken.First; node is not null; node = node.Next)
            {
                if (!match(node.Value)) continue;
                _untaken.Remove(node);
                return Task.FromResult(node.Value);
            }
            return TakeLaterAsync(match, cancellationToken);
        }
    }

    internal void Add(SimRequest request)
    {
        lock (_gate)
        {
            request.Number = ++_arrived;
            _all.Enqueue(request);
            _bodyBytes += request.Body.Length;
            while (_all.Count > Capacity || (_bodyBytes > BodyCapacity && _all.Count > 1)) Forget(_all.Dequeue());
        }
        Arrived?.Invoke(request);
    }

    /// <summary>Lets <c>NextAsync</c> give it: its script's step is taken by then, and a request for a model stands in the scheduler.</summary>
    internal void Offer(SimRequest request)
    {
        lock (_gate)
        {
            if (request.IsOffered) return;
            request.IsOffered = true;
            if (!Hand(request)) _untaken.AddLast(request);
        }
    }

    internal void End(SimRequest request) => Ended?.Invoke(request);

    private async Task<SimRequest> TakeLaterAsync(Func<SimRequest, bool> match, CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource<SimRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        _takers.AddLast((match, source));
        await using var _ = cancellationToken.Register(() => source.TrySetCanceled(cancellationToken)).ConfigureAwait(false);
        return await source.Task.ConfigureAwait(false);
    }

    private bool Hand(SimRequest request)
    {
        for (var (node, next) = (_takers.First, _takers.First?.Next); node is not null; (node, next) = (next, next?.Next))
        {
            if (!node.Value.Source.Task.IsCompleted && !node.Value.Match(request)) continue;
            _takers.Remove(node);
            if (node.Value.Source.TrySetResult(request)) return true;
        }
        return false;
    }

    private void Forget(SimRequest request)
    {
        _bodyBytes -= request.Body.Length;
        _untaken.Remove(request);
    }
}
