using Conductor.Actor;

namespace Conductor.Pattern;

/// <summary>Begins the options of a <see cref="BackoffSupervisor"/>.</summary>
public static class Backoff
{
    /// <summary>Starts the child anew, after a pause, when it has failed with an exception that its strategy would restart it for.</summary>
    /// <inheritdoc cref="OnStop"/>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries = -1) =>
        new(actsOnFailure: true, childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries);

    /// <summary>Starts the child anew, after a pause, when it has ended for whatever reason.</summary>
    /// <param name="childProps">How to make the child.</param>
    /// <param name="childName">Its name, the same each time.</param>
    /// <param name="minBackoff">The first pause; more than zero.</param>
    /// <param name="maxBackoff">What the pause, which doubles each time, does not exceed; from <paramref name="minBackoff"/> to 24 days.</param>
    /// <param name="randomFactor">The share of the pause, from 0 to 1, of which a random part is added so that many children do not start at once.</param>
    /// <param name="maxNrOfRetries">How many starts anew there are before the supervisor stops itself; -1 for no limit.</param>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries = -1) =>
        new(actsOnFailure: false, childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries);
}

/// <summary>What a <see cref="BackoffSupervisor"/> does, and when. Immutable.</summary>
public sealed record BackoffOptions
{
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromDays(24);

    internal BackoffOptions(
        bool actsOnFailure, Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries)
    {
        ArgumentNullException.ThrowIfNull(childProps);
        Children.CheckName(childName);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(minBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBackoff, minBackoff);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBackoff, LongestBackoff);
        ArgumentOutOfRangeException.ThrowIfLessThan(randomFactor, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(randomFactor, 1);
        (ActsOnFailure, ChildProps, ChildName) = (actsOnFailure, childProps, childName);
        (MinBackoff, MaxBackoff, RandomFactor, ResetAfter) = (minBackoff, maxBackoff, randomFactor, minBackoff);
        Strategy = new OneForOneStrategy(maxNrOfRetries, null, SupervisorStrategy.DefaultDecider);
    }

    internal bool ActsOnFailure { get; }

    internal Props ChildProps { get; }

    internal string ChildName { get; }

    internal TimeSpan MinBackoff { get; }

    internal TimeSpan MaxBackoff { get; }

    internal double RandomFactor { get; }

    internal OneForOneStrategy Strategy { get; private init; }

    internal TimeSpan? ResetAfter { get; private init; }

    internal object? ReplyWhileStopped { get; private init; }

    internal Func<object, bool> IsFinalStop { get; private init; } = static _ => false;

    /// <summary>Counts from zero again when the child has lived for <paramref name="resetBackoff"/>. Without this, and without a manual reset: for the first pause.</summary>
    public BackoffOptions WithAutoReset(TimeSpan resetBackoff)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(resetBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resetBackoff, LongestBackoff);
        return this with { ResetAfter = resetBackoff };
    }

    /// <summary>Counts from zero again only when it is told <see cref="BackoffSupervisor.Reset"/>.</summary>
    public BackoffOptions WithManualReset() => this with { ResetAfter = null };

    /// <summary>Judges the child's failures by <paramref name="supervisorStrategy"/>, its number of retries included. Default: the ordinary decider.</summary>
    public BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy)
    {
        ArgumentNullException.ThrowIfNull(supervisorStrategy);
        return this with { Strategy = supervisorStrategy };
    }

    /// <summary>Stops the child at each failure; with <see cref="Backoff.OnStop"/> every failure is then followed by a pause.</summary>
    public BackoffOptions WithDefaultStoppingStrategy() => this with { Strategy = StrategyWith(SupervisorStrategy.StoppingStrategy.Decider) };

    /// <summary>Limits the starts anew, as <see cref="Backoff.OnStop"/> says.</summary>
    public BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries) => this with { Strategy = Strategy.WithMaxNrOfRetries(maxNrOfRetries) };

    /// <summary>Answers messages that come while there is no child. Without this they are dead letters.</summary>
    public BackoffOptions WithReplyWhileStopped(object replyWhileStopped)
    {
        ArgumentNullException.ThrowIfNull(replyWhileStopped);
        return this with { ReplyWhileStopped = replyWhileStopped };
    }

    /// <summary>Names the messages after which the end of the child is the end of the supervisor too; while there is no child, such a message ends it at once.</summary>
    public BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage)
    {
        ArgumentNullException.ThrowIfNull(isFinalStopMessage);
        return this with { IsFinalStop = isFinalStopMessage };
    }

    /// <summary>The same strategy with another decider.</summary>
    internal OneForOneStrategy StrategyWith(IDecider decider) => new(Strategy.MaxNumberOfRetries, Strategy.Window, decider);

    /// <summary>The pause before the start that follows <paramref name="count"/> others.</summary>
    /// <param name="count">Starts since the last reset.</param>
    /// <param name="random">From 0 to 1.</param>
    internal TimeSpan Pause(int count, double random)
    {
        // In floating point, because doubling overflows a TimeSpan after some sixty starts.
        var pause = Math.Min(MaxBackoff.Ticks, MinBackoff.Ticks * Math.Pow(2, count));
        return new TimeSpan((long)(pause * (1 + (random * RandomFactor))));
    }
}
