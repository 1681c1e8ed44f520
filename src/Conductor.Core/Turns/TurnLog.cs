using Conductor.Core.Streams;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Turns;

/// <summary>
/// What is logged of turns, one line each when they end. A host's reasons for a refusal may quote the prompt, and so are not logged; the caller has them.
/// </summary>
internal static partial class TurnLog
{
    /// <summary>The area of these lines.</summary>
    public const string Area = "Conductor.Turns";

    /// <summary>Logs how a turn ended.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="turn">Which one.</param>
    public static void Ended(this ILogger logger, Ending end, in EndedTurn turn)
    {
        var milliseconds = (long)turn.Elapsed.TotalMilliseconds;
        if (end.IsWhole && turn.Attempts > 1)
            logger.Rescued(turn.Caller, turn.Model, turn.Host, turn.Turn, milliseconds, turn.Attempts);
        else if (end.IsWhole)
            logger.Answered(turn.Caller, turn.Model, turn.Host, turn.Turn, milliseconds);
        else if (end.End is StreamEnd.CancelledByUser or StreamEnd.SurfaceGone)
            logger.Stopped(turn.Caller, turn.Model, turn.Host, turn.Turn, end.End, milliseconds);
        else if (end.End is StreamEnd.BackendRefused or StreamEnd.QueueFull)
            logger.Refused(turn.Caller, turn.Model, turn.Turn, end.End, end.Status);
        else
            logger.Failed(turn.Caller, turn.Model, turn.Host, turn.Turn, end.End, milliseconds, turn.Attempts, end.Detail);
    }

    [LoggerMessage(2101, LogLevel.Debug, "Turn {Turn} of {Caller}: {Model} on {Host} answered in {Milliseconds} ms")]
    private static partial void Answered(this ILogger logger, string caller, string model, string? host, TurnId turn, long milliseconds);

    [LoggerMessage(2102, LogLevel.Warning, "Turn {Turn} of {Caller}: {Model} on {Host} answered it whole in {Milliseconds} ms, at attempt {Attempts}")]
    private static partial void Rescued(this ILogger logger, string caller, string model, string? host, TurnId turn, long milliseconds, int attempts);

    [LoggerMessage(2103, LogLevel.Warning,
        "Turn {Turn} of {Caller}: {Model} was not answered whole ({End}) after {Milliseconds} ms, at attempt {Attempts} on {Host}: {Detail}")]
    private static partial void Failed(
        this ILogger logger, string caller, string model, string? host, TurnId turn, StreamEnd end, long milliseconds, int attempts, string? detail);

    [LoggerMessage(2104, LogLevel.Debug, "Turn {Turn} of {Caller}: {Model} on {Host} was stopped ({End}) after {Milliseconds} ms")]
    private static partial void Stopped(this ILogger logger, string caller, string model, string? host, TurnId turn, StreamEnd end, long milliseconds);

    [LoggerMessage(2105, LogLevel.Information, "Turn {Turn} of {Caller}: {Model} was refused ({End}, {Status})")]
    private static partial void Refused(this ILogger logger, string caller, string model, TurnId turn, StreamEnd end, int? status);
}

/// <summary>A turn that has ended.</summary>
/// <param name="Turn">Its name.</param>
/// <param name="Caller">Who asked.</param>
/// <param name="Model">The model that was asked last, or for.</param>
/// <param name="Host">The host that was asked last; null: none was.</param>
/// <param name="Attempts">How often a host was asked.</param>
/// <param name="Elapsed">From its beginning to its end.</param>
internal readonly record struct EndedTurn(TurnId Turn, string Caller, string Model, string? Host, int Attempts, TimeSpan Elapsed);
