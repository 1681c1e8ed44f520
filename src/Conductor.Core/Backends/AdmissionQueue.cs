using System.Diagnostics.CodeAnalysis;
using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>
/// The turns that wait for one backend: callers take turns, so that one with many requests cannot starve one with few, and each
/// caller's own stay in order. Owned by one actor.
/// </summary>
internal sealed class AdmissionQueue
{
    private readonly Dictionary<string, LinkedList<WaitingRun>> _byCaller = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _callers = new();

    /// <summary>Turns that wait.</summary>
    public int Count { get; private set; }

    public void Add(WaitingRun run)
    {
        if (!_byCaller.TryGetValue(run.Order.Caller, out var runs))
        {
            _byCaller.Add(run.Order.Caller, runs = new LinkedList<WaitingRun>());
            _callers.AddLast(run.Order.Caller);
        }
        runs.AddLast(run);
        Count++;
    }

    /// <summary>Takes the oldest turn of the caller whose turn it is, and puts that caller behind the others.</summary>
    public bool TryTake([NotNullWhen(true)] out WaitingRun? run)
    {
        run = null;
        if (_callers.First is not { } caller)
            return false;
        var runs = _byCaller[caller.Value];
        run = runs.First!.Value;
        runs.RemoveFirst();
        Count--;
        _callers.RemoveFirst();
        if (runs.Count > 0)
            _callers.AddLast(caller);
        else
            _byCaller.Remove(caller.Value);
        return true;
    }

    public bool TryRemove(TurnId turn, [NotNullWhen(true)] out WaitingRun? run)
    {
        foreach (var (caller, runs) in _byCaller)
        {
            run = runs.FirstOrDefault(one => one.Order.Turn == turn);
            if (run is null)
                continue;
            runs.Remove(run);
            Count--;
            if (runs.Count == 0)
            {
                _byCaller.Remove(caller);
                _callers.Remove(caller);
            }
            return true;
        }
        run = null;
        return false;
    }

    /// <summary>Takes all that have waited since before a moment, of all callers.</summary>
    public List<WaitingRun> TakeOlderThan(long timestamp)
    {
        var old = _byCaller.Values.SelectMany(runs => runs).Where(run => run.Since <= timestamp).ToList();
        foreach (var run in old)
            TryRemove(run.Order.Turn, out _);
        return old;
    }

    /// <summary>When the one that has waited longest came; null when nobody waits.</summary>
    public long? Oldest => Count == 0 ? null : _byCaller.Values.Min(runs => runs.First!.Value.Since);
}

/// <summary>A turn that waits for a slot.</summary>
/// <param name="Order">What to run.</param>
/// <param name="Since">The time stamp (<see cref="TimeProvider.GetTimestamp"/>) at which it came.</param>
internal sealed record WaitingRun(RunTurn Order, long Since);
