using System.Diagnostics;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Tracing;

/// <summary>
/// The last turns of one conductor, those that run and those that are over, and who follows them. Another conductor in the same process has another diary, and
/// spans of its own. Safe for concurrent callers.
/// </summary>
public sealed class TurnDiary : IDisposable
{
    /// <summary>Turns that are remembered; an older one is forgotten, whether it is over or not.</summary>
    public const int Most = 256;

    // Protects the turns; held for an addition or a copy.
    private readonly Lock _gate = new();
    private readonly Queue<TurnRecord> _turns = new();
    private readonly TimeProvider _time;
    private Action<TurnStep>[] _followers = [];
    private long _count;

    internal TurnDiary(TimeProvider time) => _time = time;

    /// <summary>The source of this conductor's spans: what listens to it hears of no other conductor.</summary>
    public ActivitySource Source { get; } = new(TurnTrace.SourceName);

    /// <summary>The turns that are remembered, the oldest first.</summary>
    public IReadOnlyList<TurnRecord> Turns
    {
        get
        {
            lock (_gate)
                return [.. _turns];
        }
    }

    /// <summary>Turns that have begun so far.</summary>
    public long Count => Volatile.Read(ref _count);

    internal bool IsFollowed => Volatile.Read(ref _followers).Length > 0;

    /// <summary>Tells every step from now on, in the order of each turn, until what is returned is disposed of.</summary>
    /// <param name="follower">Called in the midst of a turn's work, by several threads at a time: it must be quick, and never wait or throw.</param>
    public IDisposable Follow(Action<TurnStep> follower)
    {
        Change(static (all, one) => [.. all, one], follower);
        return new Following(this, follower);
    }

    /// <summary>Lets go of the source.</summary>
    public void Dispose() => Source.Dispose();

    /// <summary>Begins the record of a turn.</summary>
    internal TurnRecord Begin(TurnId turn, ModelRequest request)
    {
        var operation = TurnTrace.OperationOf(request);
        var name = request.Model.Length > 0 ? $"{operation} {request.Model}" : operation;
        var record = new TurnRecord(turn, name, TurnTrace.Begin(Source, turn, request, _time), this, _time);
        lock (_gate)
        {
            if (_turns.Count >= Most)
                _turns.Dequeue();
            _turns.Enqueue(record);
            _count++;
        }
        return record;
    }

    internal void Tell(TurnStep step)
    {
        foreach (var follower in Volatile.Read(ref _followers))
            follower(step);
    }

    private void Change(Func<Action<TurnStep>[], Action<TurnStep>, Action<TurnStep>[]> change, Action<TurnStep> follower)
    {
        var seen = Volatile.Read(ref _followers);
        while (Interlocked.CompareExchange(ref _followers, change(seen, follower), seen) is var found && found != seen)
            seen = found;
    }

    private sealed class Following(TurnDiary diary, Action<TurnStep> follower) : IDisposable
    {
        public void Dispose() => diary.Change(static (all, gone) => Array.FindAll(all, one => one != gone), follower);
    }
}
