using System.Collections.Concurrent;
using Conductor.Actor;
using Microsoft.Extensions.Logging;

namespace Conductor.Event;

/// <summary>Publishes messages to all who have subscribed to their type, a base type or an interface of it. Safe for concurrent use.</summary>
public sealed class EventStream
{
    // Protects the replacement of the subscriptions, which are immutable: publishing takes no lock.
    private readonly Lock _gate = new();
    private readonly SubscriberWatch _watch;
    // The host's own: a line that was published would come back to the subscriber that is the trouble.
    private readonly ILogger _log;
    private volatile Subscriptions _subscriptions = new([]);

    internal EventStream(ActorSystem system) =>
        (_watch, _log) = (new SubscriberWatch(system, this), system.Setup.LoggerFactory.CreateLogger("Conductor.Event"));

    /// <summary>Subscribes to messages of type <paramref name="channel"/>, subtypes included. A subscriber that ends is unsubscribed.</summary>
    /// <returns>False when it was subscribed already.</returns>
    public bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        lock (_gate)
        {
            var before = _subscriptions.All;
            if (before.Contains((subscriber, channel))) return false;
            _subscriptions = new Subscriptions([.. before, (subscriber, channel)]);
        }
        if (subscriber is IInternalActorRef actor) actor.SendSystem(new WatchActor(actor, _watch));
        return true;
    }

    /// <summary>Takes one subscription back.</summary>
    /// <returns>False when there was none.</returns>
    public bool Unsubscribe(IActorRef subscriber, Type channel) => Remove(subscription => subscription == (subscriber, channel));

    /// <summary>Takes all subscriptions of <paramref name="subscriber"/> back.</summary>
    /// <returns>False when there was none.</returns>
    public bool Unsubscribe(IActorRef subscriber)
    {
        if (subscriber is IInternalActorRef actor) actor.SendSystem(new UnwatchActor(_watch));
        return Remove(subscription => subscription.Subscriber.Equals(subscriber));
    }

    /// <summary>Tells <paramref name="event"/> to each subscriber of its type once. A subscriber that cannot be told is logged, and harms nobody else.</summary>
    public void Publish(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        foreach (var subscriber in _subscriptions.Of(@event.GetType()))
        {
            try
            {
                subscriber.Tell(@event, ActorRefs.NoSender);
            }
            catch (Exception failure)
            {
                // Whoever publishes may be the kernel itself, at the end of an actor.
                Complain(failure, subscriber, @event.GetType());
            }
        }
    }

    /// <summary>Whether anybody would get an event of that very type.</summary>
    internal bool HasSubscribers(Type type) => _subscriptions.Of(type).Length > 0;

    private void Complain(Exception failure, IActorRef subscriber, Type type)
    {
        try
        {
            KernelLog.SubscriberFailed(_log, failure, subscriber.Path, type);
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }

    private bool Remove(Predicate<(IActorRef Subscriber, Type Channel)> match)
    {
        lock (_gate)
        {
            var before = _subscriptions.All;
            var after = Array.FindAll(before, subscription => !match(subscription));
            if (after.Length == before.Length) return false;
            _subscriptions = new Subscriptions(after);
            return true;
        }
    }

    /// <summary>All subscriptions of one moment, and who gets what. Replaced as a whole, so a publisher never takes the gate.</summary>
    private sealed record Subscriptions((IActorRef Subscriber, Type Channel)[] All)
    {
        private readonly ConcurrentDictionary<Type, IActorRef[]> _byType = new();

        internal IActorRef[] Of(Type type) =>
            All.Length == 0
                ? []
                : _byType.GetOrAdd(type, static (each, all) => [.. all.Where(one => one.Channel.IsAssignableFrom(each)).Select(one => one.Subscriber).Distinct()], All);
    }

    /// <summary>Hears of the end of subscribers.</summary>
    private sealed class SubscriberWatch(ActorSystem system, EventStream stream) : LocalRef
    {
        private ActorPath? _path;

        public override ActorPath Path => _path ??= system.Root.Path / "eventStream";

        public override ActorSystem System => system;

        public override void Tell(object message, IActorRef? sender) => system.Undelivered.Refuse(message, sender, this);

        public override void SendSystem(SystemMessage message)
        {
            if (message is DeathNotice notice) stream.Remove(subscription => subscription.Subscriber.Equals(notice.Actor));
        }
    }
}

/// <summary>Subscriptions by type argument.</summary>
public static class EventStreamExtensions
{
    /// <summary>Subscribes to messages of type <typeparamref name="TChannel"/>, subtypes included.</summary>
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(eventStream);
        return eventStream.Subscribe(subscriber, typeof(TChannel));
    }

    /// <summary>Takes one subscription back.</summary>
    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(eventStream);
        return eventStream.Unsubscribe(subscriber, typeof(TChannel));
    }
}
