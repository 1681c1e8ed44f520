using Conductor.Actor;

namespace Conductor.Pattern;

/// <summary>The breaker is open, so the call was not made.</summary>
/// <param name="remainingDuration">How long it stays open at least; zero while it is half open and another call is being tried.</param>
public sealed class OpenCircuitException(TimeSpan remainingDuration)
    : ActorKernelException($"The circuit breaker is open, so this call was not made; the next try is in {remainingDuration}.")
{
    /// <summary>How long the breaker stays open at least.</summary>
    public TimeSpan RemainingDuration { get; } = remainingDuration;
}

/// <summary>Stands for the failure of a call that was made without the breaker.</summary>
public sealed class UserCalledFailException() : ActorKernelException("A call that was made without the circuit breaker was counted as failed.");
