using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>
/// Watches one attempt: cancels it when the stage that it is in takes too long, and remembers which one it was. A sign of life costs
/// one time stamp; the one timer is moved only when it fires.
/// </summary>
/// <remarks>The pump calls <see cref="SawLife"/>, <see cref="BeginIdle"/>, <see cref="BeginStall"/> and <see cref="EndStall"/>, one at a time; the timer runs beside it.</remarks>
internal sealed class PumpWatchdog : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly ITimer _timer;
    private readonly long _begun;
    private readonly TurnTimeouts _limits;

    // Protects the stage and the timer's next time: the pump and the timer both look, and the later look must be the one that counts.
    private readonly Lock _gate = new();
    private Stage _stage;
    private Stage? _interrupted;
    private long _lastLife;
    private Ending? _overdue;

    public PumpWatchdog(TimeProvider time, TurnTimeouts timeouts, bool resident, CancellationToken cancellationToken)
    {
        (_time, _limits) = (time, timeouts);
        _begun = _lastLife = time.GetTimestamp();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stage = resident
            ? FirstToken()
            : new Stage(StreamEnd.LoadTimeout, timeouts.Load, "load", "The host did not load the model and send a first token");
        _timer = time.CreateTimer(static state => ((PumpWatchdog)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
    }

    /// <summary>Cancelled by the caller, or when a stage is overdue.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The end that an overdue stage made, else null.</summary>
    public Ending? Overdue => Volatile.Read(ref _overdue);

    /// <summary>A byte came from the host.</summary>
    public void SawLife() => Volatile.Write(ref _lastLife, _time.GetTimestamp());

    /// <summary>The model is in memory: from now on it is the first token that is waited for. Does nothing once that has come. Safe from any thread.</summary>
    public void ModelLoaded()
    {
        lock (_gate)
        {
            if (_stage.End != StreamEnd.LoadTimeout)
                return;
            _stage = FirstToken();
            SawLife();
        }
        Look();
    }

    /// <summary>The first token came: from now on it is silence that counts.</summary>
    public void BeginIdle() => Enter(new Stage(StreamEnd.IdleTimeout, _limits.Idle, "idle", "The host fell silent in the middle of its answer"));

    /// <summary>The silence is ours: readers are behind, so the host is not read. It is they who must show life now.</summary>
    public void BeginStall(bool hasReaders)
    {
        _interrupted = _stage;
        Enter(hasReaders
            ? new Stage(StreamEnd.SurfaceTooSlow, _limits.Stall, "stall", "Nobody who reads the answer got any further")
            : new Stage(StreamEnd.SurfaceGone, _limits.Stall, "stall", "Nobody came to read the answer"));
    }

    /// <summary>The host is read again.</summary>
    public void EndStall() => Enter(_interrupted!);

    private Stage FirstToken() => new(StreamEnd.FirstTokenTimeout, _limits.FirstToken, "first-token", "The host sent no first token");

    private void Enter(Stage stage)
    {
        SawLife();
        lock (_gate)
            _stage = stage;
        Look();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _stop.Dispose();
    }

    private void Look()
    {
        lock (_gate)
        {
            var sinceLife = _time.GetElapsedTime(Volatile.Read(ref _lastLife));
            var sinceBegin = _time.GetElapsedTime(_begun);
            if (_limits.Total != Timeout.InfiniteTimeSpan && sinceBegin >= _limits.Total)
                End(new Stage(StreamEnd.TotalTimeout, _limits.Total, "total", "The host did not finish its answer"));
            else if (_stage.Limit != Timeout.InfiniteTimeSpan && sinceLife >= _stage.Limit)
                End(_stage);
            else
                _timer.Change(Next(_stage.Limit, sinceLife, sinceBegin), Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan Next(TimeSpan stageLimit, TimeSpan sinceLife, TimeSpan sinceBegin)
    {
        var next = stageLimit == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : stageLimit - sinceLife;
        var totalLeft = _limits.Total - sinceBegin;
        return _limits.Total != Timeout.InfiniteTimeSpan && (next == Timeout.InfiniteTimeSpan || totalLeft < next) ? totalLeft : next;
    }

    private void End(Stage stage)
    {
        var detail = $"{stage.What} within {Describe(stage.Limit)} (timeouts.{stage.Key}).";
        if (Interlocked.CompareExchange(ref _overdue, new Ending(stage.End, detail, Status: 504), null) is null)
            _ = CancelAsync();
    }

    private async Task CancelAsync()
    {
        try
        {
            // Not on the timer's thread: what hangs on the token (closing a socket) may take its time.
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended by itself in this very moment.
        }
    }

    private static string Describe(TimeSpan time) => time.TotalSeconds >= 1 ? $"{time.TotalSeconds:0.###} s" : $"{time.TotalMilliseconds:0} ms";

    private sealed record Stage(StreamEnd End, TimeSpan Limit, string Key, string What);
}
