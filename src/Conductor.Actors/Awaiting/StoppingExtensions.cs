namespace Conductor.Actor;

/// <summary>How an awaiting handler hears that it should end. Ours, not in Akka.NET, so not a member of the context.</summary>
public static class StoppingExtensions
{
    /// <summary>
    /// A token that is cancelled when the actor is told to stop or to restart. The actor waits until an awaiting handler has ended, however long that
    /// takes, so a handler that awaits for long passes this token on. To be asked for on the actor's own turn; good for this instance of the actor.
    /// </summary>
    public static CancellationToken GetStoppingToken(this IActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ((ActorCell)context).StoppingToken;
    }
}
