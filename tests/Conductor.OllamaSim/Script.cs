namespace Conductor.OllamaSim;

/// <summary>
/// What happens to the coming requests, as sentences: <c>Next</c> and <c>Then</c> queue steps, one request each; <c>For</c> queues a span of time;
/// <c>Always</c> is what remains when the queue is empty; <c>When</c> comes before all of them. With nothing left, the model answers
/// as usual. Safe for concurrent callers.
/// </summary>
/// <example><code>
/// sim.Script("llama3.2").Next(Fault.Status(500)).Then(Answer.Text("better now"));
/// sim.Script().For(TimeSpan.FromSeconds(60), Fault.Status(503));
/// sim.Route("/api/ps").Always(Fault.NeverAnswer);
/// </code></example>
public sealed class Script
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly List<(Func<SimRequest, bool> Match, Answer Step)> _conditions = [];
    private readonly LinkedList<Entry> _queue = [];
    private Answer? _always;

    internal Script(TimeProvider time) => _time = time;

    /// <summary>Requests that queued steps still wait for; a span of time counts as one.</summary>
    public int Left
    {
        get { lock (_gate) return _queue.Sum(entry => entry.Times); }
    }

    /// <summary>Queues one step for each of the next requests, in this order.</summary>
    public Script Next(params ReadOnlySpan<Answer> steps)
    {
        foreach (var step in steps) Queue(new Entry(step, times: 1, lasts: null));
        return this;
    }

    /// <summary>The same as <see cref="Next"/>, where it reads better.</summary>
    public Script Then(params ReadOnlySpan<Answer> steps) => Next(steps);

    /// <summary>Queues the same step for so many requests.</summary>
    public Script Times(int times, Answer step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        return Queue(new Entry(step, times, lasts: null));
    }

    /// <summary>
    /// Queues the same step for every request within a span of time, which begins now, or, behind other steps, with the first request
    /// that comes to it.
    /// </summary>
    public Script For(TimeSpan time, Answer step) => Queue(new Entry(step, times: 1, time));

    /// <summary>The step for every request that no queued step is left for; replaces the one before.</summary>
    public Script Always(Answer step)
    {
        lock (_gate) _always = step;
        return this;
    }

    /// <summary>The step for every matching request, before all queued ones and without using them up. The newest condition wins.</summary>
    public Script When(Func<SimRequest, bool> match, Answer step)
    {
        lock (_gate) _conditions.Insert(0, (match, step));
        return this;
    }

    /// <summary>Forgets every step: the model answers as usual.</summary>
    public Script Clear()
    {
        lock (_gate)
        {
            _conditions.Clear();
            _queue.Clear();
            _always = null;
        }
        return this;
    }

    /// <summary>The step for this request, used up by it; null when the script says nothing about it.</summary>
    internal Answer? Take(SimRequest request)
    {
        lock (_gate)
        {
            foreach (var (match, step) in _conditions)
                if (match(request)) return step;
            while (_queue.First?.Value is { } head)
            {
                if (head.Take(_time) is { } step) return step;
                _queue.RemoveFirst();
            }
            return _always;
        }
    }

    private Script Queue(Entry entry)
    {
        lock (_gate)
        {
            if (_queue.Count == 0) entry.Begin(_time);
            _queue.AddLast(entry);
        }
        return this;
    }

    private sealed class Entry(Answer step, int times, TimeSpan? lasts)
    {
        private long? _beganAt;

        public int Times { get; private set; } = times;

        public void Begin(TimeProvider time) => _beganAt ??= time.GetTimestamp();

        public Answer? Take(TimeProvider time)
        {
            Begin(time);
            if (lasts is { } span) return time.GetElapsedTime(_beganAt!.Value) < span ? step : null;
            return Times-- > 0 ? step : null;
        }
    }
}
