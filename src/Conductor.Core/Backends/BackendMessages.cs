using Conductor.Core.Admission;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Backends;

/// <summary>
/// Order to run one attempt at a turn. With it goes the right to write to the log; it comes back with <see cref="RunEnded"/>.
/// Sent to a host's actor, which gives it a slot when its turn has come.
/// </summary>
/// <param name="Turn">The turn.</param>
/// <param name="Attempt">Which attempt at it, from 1.</param>
/// <param name="Request">What to ask; its model is named as the host writes it, what the operator pins is in it.</param>
/// <param name="Log">Where the answer goes.</param>
/// <param name="Caller">Whose turn it is, for fairness.</param>
/// <param name="Owner">Who is told of the end.</param>
internal sealed record RunTurn(TurnId Turn, int Attempt, ModelRequest Request, ResponseLog Log, string Caller, IActorRef Owner)
{
    /// <summary>The caller's share relative to others'; from 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>How pressing it is.</summary>
    public TurnPriority Priority { get; init; } = TurnPriority.Normal;

    /// <summary>The load options that the request states.</summary>
    public LoadKey LoadKey { get; init; }

    /// <summary>Time-outs of the model's own; null for those of the host.</summary>
    public TurnTimeouts? Timeouts { get; init; }

    /// <summary>There is nowhere else to go: it waits out a rest of the host instead of being sent away.</summary>
    public bool IsLastResort { get; init; }

    /// <summary>Whether it goes when real work comes.</summary>
    public TurnYields Yields { get; init; }

    /// <summary>Readers have a part of the answer: what comes is compared with it first.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Where the turn is counted from the moment when it is sent until its end is reported.</summary>
    public BackendGauge? Gauge { get; init; }

    /// <summary>Tells the owner of the end; the log is the owner's again. The one place where an attempt is over.</summary>
    public void Report(Ending ending, long entries = 0, bool wasAsked = false)
    {
        Gauge?.Unassign();
        Owner.Tell(new RunEnded(Turn, Attempt, ending, entries, wasAsked));
    }

    /// <summary>Tells the owner that the host went out of the plan before it took the turn. In the place of <see cref="Report"/>.</summary>
    public void ReportGone()
    {
        Gauge?.Unassign();
        var ending = new Ending(StreamEnd.BackendFailed, "The host was taken out of the configuration.", Status: 503);
        Owner.Tell(new RunEnded(Turn, Attempt, ending, Entries: 0, WasAsked: false) { IsHostGone = true });
    }
}

/// <summary>Which work a turn makes way for that nobody waits for.</summary>
internal enum TurnYields
{
    /// <summary>None: somebody waits for it.</summary>
    ToNone,

    /// <summary>Work for other models. It brings its own model into memory, which work for that one would want too.</summary>
    ToOtherModels,

    /// <summary>All.</summary>
    ToAll,
}

/// <summary>Order to stop an attempt at once, whatever it is doing. Answered by <see cref="RunEnded"/> like any other end.</summary>
internal sealed record CancelRun(TurnId Turn, string Model, Ending Ending);

/// <summary>
/// Order to stop an attempt whose owner is going away, and to write the end into the log: nobody else is left to do it. Not answered.
/// </summary>
internal sealed record AbandonRun(TurnId Turn, string Model, ResponseLog Log, Ending Ending);

/// <summary>An attempt has ended, and the log is its owner's again. Comes exactly once for each <see cref="RunTurn"/>.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="Entries">Entries of the answer that it has written.</param>
/// <param name="WasAsked">The host was asked; false when the turn got no slot.</param>
internal sealed record RunEnded(TurnId Turn, int Attempt, Ending Ending, long Entries, bool WasAsked) : TurnNews(Turn)
{
    /// <summary>There is no such host any more. That is nobody's failure: the turn looks for another as if it had not tried.</summary>
    public bool IsHostGone { get; init; }
}

/// <summary>Order of a host to the backend of a model: this turn has a slot, ask the host.</summary>
/// <param name="Order">What to run.</param>
/// <param name="IsResident">The host holds the model in memory as the turn needs it.</param>
/// <param name="Deadline">The time stamp from which on it has waited too long for its permit.</param>
/// <param name="Claim">To be taken before anything is done: the order may be called off while it is on its way.</param>
internal sealed record BeginRun(RunTurn Order, bool IsResident, long Deadline, RunClaim Claim);

/// <summary>Order of a host to the backend of a model: stop this turn.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Ending">What it ends as.</param>
/// <param name="IsAbandoned">Its owner is gone: the end goes straight into the log.</param>
internal sealed record StopRun(TurnId Turn, Ending Ending, bool IsAbandoned);

/// <summary>News for the host: the first of an answer has come, so the model is in memory.</summary>
internal sealed record RunStreams(RunTurn Order);

/// <summary>News for the host: the slot of a turn is free again. Comes exactly once for each <see cref="BeginRun"/>.</summary>
/// <param name="Order">The turn's order.</param>
/// <param name="Ending">How the attempt ended.</param>
/// <param name="Usage">The host's counts, where it gave some.</param>
internal sealed record RunOver(RunTurn Order, Ending Ending, ModelUsage? Usage);

/// <summary>News for a backend: the host has the model in memory now.</summary>
internal sealed record ModelLoaded;
