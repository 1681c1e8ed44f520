using Conductor.Event;

namespace Conductor.Actor;

/// <summary>
/// Looks, while actors are at work, whether one of them keeps its thread, whether one keeps its messages waiting, and whether the thread pool has fallen
/// behind. What it sees it logs and publishes, once each.
/// </summary>
/// <remarks>
/// It costs a message nothing: whoever queues a mailbox reads one flag, and the watchdog looks over the workers' shoulders from its timer. Once nobody has
/// been at work between two looks it goes to sleep, so an idle system has no timer.
/// </remarks>
internal sealed class Watchdog
{
    // A timer that comes this late has waited for a thread of the pool, and so has everybody else.
    private static readonly TimeSpan Starvation = TimeSpan.FromMilliseconds(500);

    private readonly ActorSystem _system;
    private readonly TimeSpan _limit;
    private readonly TimeSpan _period;
    private readonly ITimer _timer;
    // Touched by the timer alone, which never runs twice at a time: it is armed anew at the end of each look.
    private readonly Dictionary<Worker, Sighting> _busy = [];
    private readonly AwaitedHandlers _awaited;
    private long _due;
    private bool _starved;
    // Both by interlocked exchange where they change: who wakes sets the first and looks at the second, the timer the other way round, so one of the two
    // sees the other.
    private int _stirred;
    private int _awake;

    internal Watchdog(ActorSystem system, TimeSpan limit)
    {
        (_system, _limit, _period) = (system, limit, limit / 2);
        _awaited = new AwaitedHandlers(system, limit * 10);
        _timer = system.TimeProvider.CreateTimer(static watchdog => ((Watchdog)watchdog!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Somebody has work.</summary>
    internal void Stir()
    {
        if (Volatile.Read(ref _stirred) == 0 && Interlocked.Exchange(ref _stirred, 1) == 0) Wake();
    }

    /// <summary>A handler has begun to await; its mailbox stands still meanwhile.</summary>
    internal void BeginAwait(ActorCell cell, object message)
    {
        _awaited.Add(cell, message);
        Stir();
    }

    /// <summary>The handler has ended.</summary>
    internal void EndAwait(ActorCell cell) => _awaited.Remove(cell);

    /// <summary>Sleeps for good.</summary>
    internal void Stop() => _timer.Dispose();

    private void Wake()
    {
        if (Interlocked.Exchange(ref _awake, 1) == 0) Arm();
    }

    private void Arm()
    {
        _due = _system.TimeProvider.GetTimestamp() + (long)(_period.TotalSeconds * _system.TimeProvider.TimestampFrequency);
        _timer.Change(_period, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        LookAtPool();
        LookAtWorkers();
        var stirred = Interlocked.Exchange(ref _stirred, 0) == 1;
        var isAwaited = _awaited.Look();
        if (stirred || isAwaited || _busy.Count > 0)
        {
            Arm();
            return;
        }
        Interlocked.Exchange(ref _awake, 0);
        if (Volatile.Read(ref _stirred) == 1) Wake();
    }

    private void LookAtPool()
    {
        var late = _system.TimeProvider.GetElapsedTime(_due);
        if (late >= Starvation)
        {
            if (!_starved) KernelLog.PoolStarved(_system.Logger, (long)late.TotalMilliseconds, ThreadPool.ThreadCount, ThreadPool.PendingWorkItemCount);
            _system.EventStream.Publish(new StarvedPool(late));
        }
        else if (_starved)
        {
            KernelLog.PoolRecovered(_system.Logger);
        }
        _starved = late >= Starvation;
    }

    private void LookAtWorkers()
    {
        var now = _system.TimeProvider.GetTimestamp();
        foreach (var worker in Worker.All)
        {
            if (worker.Glance(_system) is not { } seen)
                _busy.Remove(worker);
            else if (!_busy.TryGetValue(worker, out var before) || !before.IsSameAs(seen))
                _busy[worker] = seen with { Since = now };
            else if (!before.IsTold && _system.TimeProvider.GetElapsedTime(before.Since) is var elapsed && elapsed >= _limit)
                Tell(worker, before, elapsed);
        }
    }

    private void Tell(Worker worker, in Sighting sighting, TimeSpan elapsed)
    {
        _busy[worker] = sighting with { IsTold = true };
        KernelLog.HandlerSlow(_system.Logger, sighting.Cell.Path, sighting.Message.GetType(), (long)elapsed.TotalMilliseconds);
        _system.EventStream.Publish(new SlowHandler(sighting.Cell, sighting.Message.GetType(), elapsed));
    }
}
