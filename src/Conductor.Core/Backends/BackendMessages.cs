using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Backends;

/// <summary>
/// Order to run one attempt at a turn. With it goes the right to write to the log; it comes back with <see cref="RunEnded"/>.
/// Sent to a host's actor, which hands it to the backend of the model.
/// </summary>
/// <param name="Turn">The turn.</param>
/// <param name="Attempt">Which attempt at it, from 1.</param>
/// <param name="Request">What to ask; its model is named as the host writes it.</param>
/// <param name="Log">Where the answer goes.</param>
/// <param name="Caller">Whose turn it is, for fairness.</param>
/// <param name="IsResident">The host is known to hold the model in memory.</param>
/// <param name="Owner">Who is told of the end.</param>
internal sealed record RunTurn(TurnId Turn, int Attempt, ModelRequest Request, ResponseLog Log, string Caller, bool IsResident, IActorRef Owner);

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
internal sealed record RunEnded(TurnId Turn, int Attempt, Ending Ending, long Entries) : TurnNews(Turn);

/// <summary>Question for how busy a backend is; answered by <see cref="BackendLoad"/>.</summary>
internal sealed record ReportLoad;

/// <summary>How busy a backend is.</summary>
/// <param name="Model">The model.</param>
/// <param name="Running">Turns on the host.</param>
/// <param name="Queued">Turns that wait.</param>
public sealed record BackendLoad(string Model, int Running, int Queued);
