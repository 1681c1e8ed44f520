#pragma warning disable VSTHRD200 // GracefulStop is the name that Akka.NET users know
namespace Conductor.Actor;

/// <summary>Stops an actor and says when it is gone.</summary>
public static class GracefulStopSupport
{
    /// <summary>Lets the actor handle what it has been told so far and then stop.</summary>
    /// <returns>True once it has ended; false, and no exception, when that takes longer than <paramref name="timeout"/>.</returns>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>As the other one, with a message of the actor's own by which it stops itself.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (stopMessage is null) throw new InvalidMessageException();
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        if (target is not IInternalActorRef actor) return Task.FromResult(true);
        var end = new EndWatch(actor);
        // Watched first: an actor that stops at once must not be missed.
        actor.SendSystem(new WatchActor(actor, end));
        end.GiveUpAfter(timeout);
        actor.Tell(stopMessage, ActorRefs.NoSender);
        return end.Task;
    }

    /// <summary>A watcher that is nothing else.</summary>
    private sealed class EndWatch(IInternalActorRef watched) : LocalRef
    {
        private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly long _uid = watched.System.NextUid();
        private ITimer? _timer;

        public override ActorPath Path => new(System.Root.Path / "temp", Children.NameOf(_uid), _uid);

        public override ActorSystem System => watched.System;

        internal Task<bool> Task => _ended.Task;

        public override void Tell(object message, IActorRef? sender) => System.Undelivered.Refuse(message, sender, this);

        public override void SendSystem(SystemMessage message)
        {
            if (message is DeathNotice && _ended.TrySetResult(true)) Volatile.Read(ref _timer)?.Dispose();
        }

        internal void GiveUpAfter(TimeSpan timeout)
        {
            var timer = System.TimeProvider.CreateDetachedTimer(static watch => ((EndWatch)watch!).GiveUp(), this, timeout, Timeout.InfiniteTimeSpan);
            Volatile.Write(ref _timer, timer);
            if (Task.IsCompleted) timer.Dispose();
        }

        private void GiveUp()
        {
            if (_ended.TrySetResult(false)) watched.SendSystem(new UnwatchActor(this));
        }
    }
}
