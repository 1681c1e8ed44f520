using System.Collections.Concurrent;
using Conductor.Event;

namespace Conductor.Actor;

/// <summary>The handlers that await, and since when: while they do, what comes for their actors waits.</summary>
internal sealed class AwaitedHandlers(ActorSystem system, TimeSpan limit)
{
    private readonly ConcurrentDictionary<ActorCell, (object Message, long Since)> _awaited = new();

    internal void Add(ActorCell cell, object message) => _awaited[cell] = (message, system.TimeProvider.GetTimestamp());

    internal void Remove(ActorCell cell) => _awaited.TryRemove(cell, out _);

    /// <summary>Tells of mailboxes that have stood still for too long. True while there are handlers to look at again.</summary>
    internal bool Look()
    {
        foreach (var (cell, (message, since)) in _awaited)
        {
            var age = system.TimeProvider.GetElapsedTime(since);
            if (age < limit || cell.Length == 0 || !_awaited.TryRemove(cell, out _)) continue;
            KernelLog.MailboxStuck(system.Logger, cell.Path, (long)age.TotalMilliseconds, cell.Length, message.GetType());
            system.EventStream.Publish(new StuckMailbox(cell, message.GetType(), cell.Length, age));
        }
        return !_awaited.IsEmpty;
    }
}
