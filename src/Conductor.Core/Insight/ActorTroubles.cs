using System.Diagnostics.Metrics;

namespace Conductor.Core.Insight;

/// <summary>
/// Counts what goes wrong between actors and threads, for the status and the meters: handlers that keep their thread, mailboxes that stand still, a
/// thread pool that has fallen behind. The engine logs each when it begins. Written by one actor; any thread may read.
/// </summary>
public sealed class ActorTroubles
{
    private readonly Counter<long> _slow;
    private readonly Counter<long> _stuck;
    private readonly Counter<long> _starved;
    private long _slowHandlers;
    private long _stuckMailboxes;
    private long _starvedPools;
    private string? _last;

    /// <summary>Counts on a meter too.</summary>
    public ActorTroubles(Meter meter)
    {
        _slow = meter.CreateCounter<long>("conductor.actors.slow_handlers", "{handler}", "Handlers that kept their thread for longer than watchdog.handler-limit.");
        _stuck = meter.CreateCounter<long>("conductor.actors.stuck_mailboxes", "{mailbox}", "Mailboxes that stood still for ten times as long while messages waited.");
        _starved = meter.CreateCounter<long>("conductor.threads.starved", "{look}", "Looks at which work had waited over 500 ms for a thread.");
    }

    /// <summary>Handlers that kept their thread for too long, since the start.</summary>
    public long SlowHandlers => Volatile.Read(ref _slowHandlers);

    /// <summary>Mailboxes that stood still for too long.</summary>
    public long StuckMailboxes => Volatile.Read(ref _stuckMailboxes);

    /// <summary>Looks at which work waited for a thread.</summary>
    public long StarvedPools => Volatile.Read(ref _starvedPools);

    /// <summary>The last of them in a sentence; null before the first.</summary>
    public string? Last => Volatile.Read(ref _last);

    internal void Slow(string actor, Type message, TimeSpan elapsed)
    {
        Interlocked.Increment(ref _slowHandlers);
        _slow.Add(1, new KeyValuePair<string, object?>("conductor.message", message.Name));
        Volatile.Write(ref _last, $"{actor} kept its thread for {elapsed.TotalMilliseconds:0} ms with {message.Name}");
    }

    internal void Stuck(string actor, Type message, TimeSpan age)
    {
        Interlocked.Increment(ref _stuckMailboxes);
        _stuck.Add(1, new KeyValuePair<string, object?>("conductor.message", message.Name));
        Volatile.Write(ref _last, $"{actor} has let messages wait for {age.TotalMilliseconds:0} ms behind {message.Name}");
    }

    internal void Starved(TimeSpan late)
    {
        Interlocked.Increment(ref _starvedPools);
        _starved.Add(1);
        Volatile.Write(ref _last, $"work has waited for a thread for {late.TotalMilliseconds:0} ms");
    }
}
