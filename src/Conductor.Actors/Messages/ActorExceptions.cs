namespace Conductor.Actor;

/// <summary>The base of what the kernel itself throws.</summary>
public abstract class ActorKernelException : Exception
{
    private protected ActorKernelException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

/// <summary>An actor could not be made: its constructor or <c>PreStart</c> threw, or it was constructed outside of the kernel.</summary>
public class ActorInitializationException : ActorKernelException
{
    /// <summary>For an actor that is known, or null.</summary>
    public ActorInitializationException(IActorRef? actor, string message, Exception? cause = null) : base(message, cause) => Actor = actor;

    /// <summary>For an actor that is not known.</summary>
    public ActorInitializationException(string message, Exception? cause = null) : this(null, message, cause)
    {
    }

    /// <summary>The actor that was to be made, if one is known.</summary>
    public IActorRef? Actor { get; }
}

/// <summary>A restart failed: the new instance's constructor or <c>PostRestart</c> threw.</summary>
public sealed class PostRestartException : ActorInitializationException
{
    /// <summary>For an actor whose restart failed with <paramref name="cause"/>, after it had failed with <paramref name="originalCause"/>.</summary>
    public PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
        : base(actor, $"{actor} could not be restarted: {cause.Message}", cause) => OriginalCause = originalCause;

    /// <summary>The failure that asked for the restart.</summary>
    public Exception OriginalCause { get; }
}

/// <summary>The actor was told <see cref="Kill"/>.</summary>
public sealed class ActorKilledException(string message) : ActorKernelException(message);

/// <summary>The actor watched another, which ended, and did not handle its <see cref="Terminated"/>.</summary>
public sealed class DeathPactException : ActorKernelException
{
    /// <summary>For the actor that ended.</summary>
    public DeathPactException(IActorRef deadActor) : base($"Nobody handled the Terminated of {deadActor}.") => DeadActor = deadActor;

    /// <summary>The watched actor that ended.</summary>
    public IActorRef DeadActor { get; }
}

/// <summary>A name that no actor may have, or that a sibling already has.</summary>
public sealed class InvalidActorNameException(string message, Exception? innerException = null) : ActorKernelException(message, innerException);

/// <summary>A message that cannot be told: null.</summary>
public sealed class InvalidMessageException() : ActorKernelException("A message is never null.");

/// <summary>An actor did something that its present state does not allow.</summary>
public sealed class IllegalActorStateException(string message) : ActorKernelException(message);

/// <summary>A bounded stash is full.</summary>
public sealed class StashOverflowException(string message, Exception? cause = null) : ActorKernelException(message, cause);

/// <summary>An ask was not answered within its time.</summary>
public sealed class AskTimeoutException(string message) : ActorKernelException(message);

/// <summary>A selection matched no actor within the time given.</summary>
public sealed class ActorNotFoundException(string message, Exception? innerException = null) : ActorKernelException(message, innerException);
