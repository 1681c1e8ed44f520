#pragma warning disable VSTHRD200 // PipeTo is the name that Akka.NET users know
namespace Conductor.Actor;

/// <summary>Brings the end of a task back into an actor as a message.</summary>
public static class PipeToSupport
{
    /// <summary>Tells the task's result, or what <paramref name="success"/> makes of it; a failure as <see cref="Status.Failure"/>, or what <paramref name="failure"/> makes of it.</summary>
    /// <remarks>The two functions run outside of the actor and must not touch its state. Cancellation is a failure too, and so is a null, which is no message.</remarks>
    /// <returns>A task that completes when the message has been told; it never faults unless <paramref name="failure"/> throws or returns null.</returns>
    public static Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe, recipient, useConfigureAwait: false, sender, success, failure);

    /// <summary>The same; <paramref name="useConfigureAwait"/> says whether the functions run where the task was piped.</summary>
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(taskToPipe);
        ArgumentNullException.ThrowIfNull(recipient);
        object message;
        try
        {
            var result = await taskToPipe.ConfigureAwait(useConfigureAwait);
            message = (success is null ? result : success(result)) ?? throw new InvalidMessageException();
        }
        catch (Exception cause)
        {
            message = failure is null ? new Status.Failure(cause) : failure(cause);
        }
        recipient.Tell(message, sender);
    }

    /// <summary>Tells what <paramref name="success"/> makes, or nothing without it; a failure as <see cref="Status.Failure"/>, or what <paramref name="failure"/> makes of it.</summary>
    public static Task PipeTo(
        this Task taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe, recipient, useConfigureAwait: false, sender, success, failure);

    /// <summary>The same; <paramref name="useConfigureAwait"/> says whether the functions run where the task was piped.</summary>
    public static async Task PipeTo(
        this Task taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(taskToPipe);
        ArgumentNullException.ThrowIfNull(recipient);
        object? message;
        try
        {
            await taskToPipe.ConfigureAwait(useConfigureAwait);
            message = success is null ? null : success() ?? throw new InvalidMessageException();
        }
        catch (Exception cause)
        {
            message = failure is null ? new Status.Failure(cause) : failure(cause);
        }
        if (message is not null) recipient.Tell(message, sender);
    }
}
