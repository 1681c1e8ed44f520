using Conductor.Core.Conversations;
using Conductor.Core.Metrics;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;

namespace Conductor.Core.Hosts;

/// <summary>
/// Where the newest snapshot of the fleet hangs for all to see. Written by the fleet's actor only; what is read is immutable, so a
/// glance costs no message.
/// </summary>
public sealed class FleetBoard
{
    private FleetSnapshot _current = FleetSnapshot.Empty;
    private WarmUpState[] _warmUps = [];
    private int _greetings;
    private FleetPlan? _plan;
    private ResponseLogOptions? _log;
    private HistoryOptions? _history;

    /// <summary>A board of nobody's in particular.</summary>
    public FleetBoard()
        : this(scope: null, TimeProvider.System)
    {
    }

    /// <param name="scope">Whose board it is: what is measured is told apart by it.</param>
    /// <param name="time">The time that its turns go by.</param>
    internal FleetBoard(object? scope, TimeProvider time) => (Meter, Diary) = (new FleetMeter(scope), new TurnDiary(time));

    /// <summary>What is measured beside what hangs here.</summary>
    internal FleetMeter Meter { get; }

    /// <summary>What happened to the last turns.</summary>
    internal TurnDiary Diary { get; }

    /// <summary>The newest snapshot.</summary>
    public FleetSnapshot Current
    {
        get => Volatile.Read(ref _current);
        internal set => Volatile.Write(ref _current, value);
    }

    /// <summary>The models that are brought into memory before somebody asks for them. Written by one actor only; what is read never changes.</summary>
    public IReadOnlyList<WarmUpState> WarmUps
    {
        get => Volatile.Read(ref _warmUps);
        internal set => Volatile.Write(ref _warmUps, [.. value]);
    }

    /// <summary>Greetings that models are writing now.</summary>
    public int Greetings => Volatile.Read(ref _greetings);

    internal void GreetingBegan() => Interlocked.Increment(ref _greetings);

    internal void GreetingEnded() => Interlocked.Decrement(ref _greetings);

    /// <summary>The plan that the fleet is used by; null before there is one. A turn takes the one that holds when it begins.</summary>
    internal FleetPlan? Plan
    {
        get => Volatile.Read(ref _plan);
        set => Volatile.Write(ref _plan, value);
    }

    /// <summary>The bounds of the logs of answers that begin now; null for those of the start.</summary>
    internal ResponseLogOptions? Log
    {
        get => Volatile.Read(ref _log);
        set => Volatile.Write(ref _log, value);
    }

    /// <summary>How conversations are made to fit a model from now on; null for what was said at the start.</summary>
    internal HistoryOptions? History
    {
        get => Volatile.Read(ref _history);
        set => Volatile.Write(ref _history, value);
    }
}
