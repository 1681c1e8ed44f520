using Conductor.Core.Health;

namespace Conductor.Core.Routing;

/// <summary>
/// What is going on at one place, a host or a model on one, for all to see: written by its actor, read by the router at a glance. Safe
/// for concurrent callers; each value is right by itself.
/// </summary>
public sealed class BackendGauge
{
    private int _assigned;
    private int _serving;
    private int _waiting;
    private int _draining;
    private long _restUntil;
    private bool _isOnTrial;
    private int _circuit;
    private double _errorRate;
    private long _errorRateAt;
    private double _serviceSeconds;
    private double _firstTokenSeconds;
    private double _loadSeconds;
    private long _pieces;

    /// <summary>Turns that were sent there and have not ended: those that wait, those that are served, and those on the way.</summary>
    public int Assigned => Volatile.Read(ref _assigned);

    /// <summary>Turns that hold a slot.</summary>
    public int Serving { get => Volatile.Read(ref _serving); set => Volatile.Write(ref _serving, value); }

    /// <summary>Turns that wait for a slot.</summary>
    public int Waiting { get => Volatile.Read(ref _waiting); set => Volatile.Write(ref _waiting, value); }

    /// <summary>Slots whose turn is over while the host may still be at work on it.</summary>
    public int Draining { get => Volatile.Read(ref _draining); set => Volatile.Write(ref _draining, value); }

    /// <summary>Until when it is left alone (a time stamp); 0 while it is not.</summary>
    public long RestUntil { get => Volatile.Read(ref _restUntil); set => Volatile.Write(ref _restUntil, value); }

    /// <summary>One turn tries whether it works again; others are kept away until that has shown.</summary>
    public bool IsOnTrial { get => Volatile.Read(ref _isOnTrial); set => Volatile.Write(ref _isOnTrial, value); }

    /// <summary>What its circuit was at its last change. An open one is half-open once <see cref="RestUntil"/> has passed.</summary>
    public CircuitState Circuit { get => (CircuitState)Volatile.Read(ref _circuit); internal set => Volatile.Write(ref _circuit, (int)value); }

    /// <summary>How many of its last turns failed, from 0 to 1, faded since then.</summary>
    /// <param name="now">The time stamp of the question.</param>
    /// <param name="ticksPerSecond">Time stamps per second.</param>
    public double ErrorRate(long now, long ticksPerSecond) =>
        Fading.Of(Volatile.Read(ref _errorRate), now - Volatile.Read(ref _errorRateAt), ticksPerSecond);

    /// <summary>Takes note of the failures of late.</summary>
    internal void SetErrorRate(double rate, long now)
    {
        Volatile.Write(ref _errorRateAt, now);
        Volatile.Write(ref _errorRate, rate);
    }

    /// <summary>How long a turn holds its slot, in seconds, on average; 0 before the first.</summary>
    public double ServiceSeconds { get => Volatile.Read(ref _serviceSeconds); set => Volatile.Write(ref _serviceSeconds, value); }

    /// <summary>How long a turn waits for its first token once it has a slot and the model is there, in seconds, on average; 0 before the first.</summary>
    public double FirstTokenSeconds { get => Volatile.Read(ref _firstTokenSeconds); set => Volatile.Write(ref _firstTokenSeconds, value); }

    /// <summary>How long loading the model took the last time, in seconds; 0 before the first.</summary>
    public double LoadSeconds { get => Volatile.Read(ref _loadSeconds); set => Volatile.Write(ref _loadSeconds, value); }

    /// <summary>Pieces of answers, mostly one token each, that it has written since it is known.</summary>
    public long Pieces => Volatile.Read(ref _pieces);

    /// <summary>A piece of an answer came from there.</summary>
    internal void Wrote() => Interlocked.Increment(ref _pieces);

    /// <summary>A turn is sent there.</summary>
    internal void Assign() => Interlocked.Increment(ref _assigned);

    /// <summary>A turn that was sent there has ended, or never arrived.</summary>
    internal void Unassign() => Interlocked.Decrement(ref _assigned);
}
