using Conductor.Event;
using Microsoft.Extensions.Logging;
using MsLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Conductor.Actor;

/// <summary>What the kernel itself has to say to an operator. Messages appear by type only: their content is not the kernel's to print.</summary>
internal static partial class KernelLog
{
    internal static void Failure(ILogger logger, Directive directive, Exception cause, ActorPath child)
    {
        switch (directive)
        {
            case Directive.Resume:
                FailureForgiven(logger, cause, child);
                break;
            case Directive.Escalate:
                FailureEscalated(logger, cause, child);
                break;
            default:
                ActorFailed(logger, cause, child, directive);
                break;
        }
    }

    [LoggerMessage(1001, MsLevel.Error, "Actor {ActorPath} failed: {Directive}")]
    internal static partial void ActorFailed(ILogger logger, Exception cause, ActorPath actorPath, Directive directive);

    [LoggerMessage(1002, MsLevel.Warning, "Actor {ActorPath} failed and goes on")]
    internal static partial void FailureForgiven(ILogger logger, Exception cause, ActorPath actorPath);

    [LoggerMessage(1003, MsLevel.Debug, "Actor {ActorPath} failed and its supervisor fails with it")]
    internal static partial void FailureEscalated(ILogger logger, Exception cause, ActorPath actorPath);

    [LoggerMessage(1004, MsLevel.Error, "Actor {ActorPath} failed while it was ending, or while its supervisor was still to judge its first failure")]
    internal static partial void FailedAgain(ILogger logger, Exception cause, ActorPath actorPath);

    [LoggerMessage(1005, MsLevel.Error, "PreRestart of {ActorPath} threw; the restart goes on")]
    internal static partial void PreRestartFailed(ILogger logger, Exception cause, ActorPath actorPath);

    [LoggerMessage(1006, MsLevel.Error, "PostStop of {ActorPath} threw; the actor has ended all the same")]
    internal static partial void PostStopFailed(ILogger logger, Exception cause, ActorPath actorPath);

    [LoggerMessage(1007, MsLevel.Error, "A callback of the stopping token of {ActorPath} threw")]
    internal static partial void StoppingCallbackFailed(ILogger logger, Exception cause, ActorPath actorPath);

    [LoggerMessage(1008, MsLevel.Error, "Guardian {ActorPath} failed; the system ends")]
    internal static partial void GuardianFailed(ILogger logger, Exception cause, ActorPath actorPath);

    [LoggerMessage(1009, MsLevel.Information, "Dead letter: {MessageType} from {Sender} to {Recipient}")]
    internal static partial void DeadLetter(ILogger logger, Type messageType, ActorPath? sender, ActorPath recipient);

    [LoggerMessage(1010, MsLevel.Information, "{Count} dead letters have been logged; further ones are published on the event stream only")]
    internal static partial void NoMoreDeadLetters(ILogger logger, int count);

    [LoggerMessage(1011, MsLevel.Error, "Scheduled work threw; later runs of it go on")]
    internal static partial void ScheduledWorkFailed(ILogger logger, Exception cause);

    [LoggerMessage(1013, MsLevel.Warning, "An inbox holds {Count} messages, which is its size; newer ones are dead letters until it has room")]
    internal static partial void InboxFull(ILogger logger, int count);

    [LoggerMessage(1014, MsLevel.Error, "Subscriber {ActorPath} of the event stream threw when it was told a {MessageType}")]
    internal static partial void SubscriberFailed(ILogger logger, Exception cause, ActorPath actorPath, Type messageType);

    [LoggerMessage(1015, MsLevel.Error, "A {MessageType} that {ActorPath} could not take could not be made a dead letter either")]
    internal static partial void RefusalFailed(ILogger logger, Exception cause, Type messageType, ActorPath actorPath);

    [LoggerMessage(1012, MsLevel.Error, "A callback of the system's end threw")]
    internal static partial void TerminationCallbackFailed(ILogger logger, Exception cause);

    [LoggerMessage(1020, MsLevel.Warning, "Router {ActorPath} knows no hash key for a {MessageType}: it needs a mapping, an IConsistentHashable or an envelope")]
    internal static partial void NoHashKey(ILogger logger, Exception? cause, Type messageType, ActorPath actorPath);

    [LoggerMessage(1021, MsLevel.Warning, "Shutdown task {TaskName} of phase {Phase} failed; the shutdown goes on")]
    internal static partial void ShutdownTaskFailed(ILogger logger, Exception? cause, string taskName, string phase);

    [LoggerMessage(1022, MsLevel.Warning, "Shutdown task {TaskName} of phase {Phase} is not done after {Timeout}; the shutdown goes on without it")]
    internal static partial void ShutdownTaskLate(ILogger logger, string taskName, string phase, TimeSpan timeout);

    [LoggerMessage(1023, MsLevel.Warning, "Shutdown task {TaskName} was added to phase {Phase} when that had begun, and does not run")]
    internal static partial void ShutdownTaskTooLate(ILogger logger, string taskName, string phase);

    [LoggerMessage(1030, MsLevel.Warning, "Actor {ActorPath} has been handling a {MessageType} for {ElapsedMs} ms without letting go of its thread; does the handler block, or compute?")]
    internal static partial void HandlerSlow(ILogger logger, ActorPath actorPath, Type messageType, long elapsedMs);

    [LoggerMessage(1031, MsLevel.Warning, "The mailbox of {ActorPath} has stood still for {AgeMs} ms with {Count} messages: its handler of {MessageType} still awaits")]
    internal static partial void MailboxStuck(ILogger logger, ActorPath actorPath, long ageMs, long count, Type messageType);

    [LoggerMessage(1032, MsLevel.Warning, "The thread pool has fallen behind: work waited for {LateMs} ms ({Threads} threads, {Pending} pieces of work wait); something blocks its threads, or the machine is overloaded")]
    internal static partial void PoolStarved(ILogger logger, long lateMs, int threads, long pending);

    [LoggerMessage(1033, MsLevel.Information, "The thread pool keeps up again")]
    internal static partial void PoolRecovered(ILogger logger);

    [LoggerMessage(1024, MsLevel.Error, "The shutdown was aborted; its later phases do not run")]
    internal static partial void ShutdownAborted(ILogger logger, Exception cause);
}

/// <summary>Logs the first dead letters of a system, and says when it stops doing so.</summary>
internal sealed class DeadLetterLog(ActorSystem system, int limit)
{
    private int _seen;

    internal void Note(AllDeadLetters letter)
    {
        if (letter is SuppressedDeadLetter || Volatile.Read(ref _seen) > limit || system.IsTerminating) return;
        var nth = Interlocked.Increment(ref _seen);
        if (nth <= limit) KernelLog.DeadLetter(system.Logger, letter.Message.GetType(), letter.Sender?.Path, letter.Recipient.Path);
        else if (nth == limit + 1 && limit > 0) KernelLog.NoMoreDeadLetters(system.Logger, limit);
    }
}
