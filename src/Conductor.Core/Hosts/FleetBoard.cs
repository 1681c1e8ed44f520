using Conductor.Core.Metrics;
using Conductor.Core.Routing;

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

    /// <summary>A board of nobody's in particular.</summary>
    public FleetBoard()
        : this(scope: null)
    {
    }

    /// <param name="scope">Whose board it is: what is measured is told apart by it.</param>
    internal FleetBoard(object? scope) => Meter = new FleetMeter(scope);

    /// <summary>What is measured beside what hangs here.</summary>
    internal FleetMeter Meter { get; }

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
}
