using System.Collections.Immutable;
using Conductor.Core.Backends;
using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Turns;

/// <summary>
/// One turn from its order to its end: asks the router, gives the turn to one backend after another until one answers, and writes the
/// end into the log, once. A part of the conversation's actor: called only on its turn.
/// </summary>
internal sealed class RunningTurn(StartTurn order, ResponseLog log, TurnServices services, IActorRef owner)
{
    // Knowledge that is younger than this is not asked for again before a request is refused for the lack of a host.
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(1);

    private ImmutableArray<RouteCandidate> _untried = [];
    private RouteCandidate? _asked;
    private Ending? _cancelled;
    private int _attempt;

    public TurnId Id => order.Turn;

    public ResponseLog Log => log;

    /// <summary>The end is in the log.</summary>
    public bool HasEnded => log.Ending is not null;

    /// <summary>Looks for a host: in what is known, else by asking the fleet, which answers with a snapshot.</summary>
    public void Begin()
    {
        var plan = Router.Plan(RouteFacts.Of(order.Request, services.Time), services.Fleet.Current);
        if (plan.Refusal is null && IsUp(plan.Candidates[0], services.Fleet.Current) && !IsStandIn(plan.Candidates[0], services.Fleet.Current))
            Follow(plan.Candidates);
        else
            services.FleetActor.Tell(new WatchFleet(Id, FreshEnough), owner);
    }

    /// <summary>Takes news that concern this turn; others are ignored.</summary>
    public void On(TurnNews news)
    {
        if (news.Turn != Id || HasEnded)
            return;
        if (news is FleetLooked looked)
            OnFleetLooked(looked);
        else if (news is RunEnded ended)
            OnRunEnded(ended);
    }

    // Another host has reported, or the last one: what is known by then is the last word.
    private void OnFleetLooked(FleetLooked looked)
    {
        if (_asked is not null)
            return;
        var fleet = looked.Fleet;
        var plan = Router.Plan(RouteFacts.Of(order.Request, services.Time), fleet);
        if (!looked.IsFinal)
        {
            if (plan.Refusal is null && IsUp(plan.Candidates[0], fleet) && !IsStandIn(plan.Candidates[0], fleet))
                Follow(plan.Candidates);
        }
        else if (plan.Refusal is { } refusal)
            End(refusal);
        else if (plan.Candidates.Where(candidate => IsUp(candidate, fleet)).ToImmutableArray() is { IsEmpty: false } up)
            Follow(up);
        else
            End(new Ending(StreamEnd.BackendFailed, fleet.Hosts.First(host => host.Name == plan.Candidates[0].Host).Problem, Status: 503));
    }

    // So has the turn, unless nobody has seen anything of the attempt and another host may do better.
    private void OnRunEnded(RunEnded message)
    {
        if (message.Attempt != _attempt)
            return;
        // A host that was too slow may have let the model go meanwhile; who asks next has then the time to load it.
        if (message.Ending.End is StreamEnd.FirstTokenTimeout or StreamEnd.LoadTimeout or StreamEnd.ConnectTimeout or StreamEnd.BackendFailed)
            services.FleetActor.Tell(new RefreshFleet(TimeSpan.Zero), ActorRefs.NoSender);
        if (_cancelled is not null)
            End(_cancelled);
        else if (message.Entries == 0 && MayDoBetterElsewhere(message.Ending.End) && !_untried.IsEmpty)
            TryNext(message.Ending.Detail);
        else
            End(message.Ending);
    }

    /// <summary>Ends the turn: at once while no backend has it, else as soon as the backend has let go of the log.</summary>
    public void Cancel(Ending ending)
    {
        if (HasEnded || _cancelled is not null)
            return;
        _cancelled = ending;
        if (_asked is { } asked)
            asked.Ref.Tell(new CancelRun(Id, asked.Model, ending), owner);
        else
            End(ending);
    }

    /// <summary>The owner goes away: whoever holds the log writes its end.</summary>
    public void Abandon(Ending ending)
    {
        if (HasEnded)
            return;
        if (_asked is { } asked)
            asked.Ref.Tell(new AbandonRun(Id, asked.Model, log, _cancelled ?? ending), ActorRefs.NoSender);
        else
            End(ending);
    }

    private void Follow(ImmutableArray<RouteCandidate> candidates)
    {
        _untried = candidates;
        TryNext(why: null);
    }

    private void TryNext(string? why)
    {
        var next = _untried[0];
        (_asked, _untried) = (next, _untried.RemoveAt(0));
        _attempt++;
        log.Append(EntryKind.Status, new TurnStatus(_attempt == 1 ? TurnStage.Routed : TurnStage.Retrying, next.Host, next.Model, Reason: why ?? next.Reason));
        next.Ref.Tell(new RunTurn(Id, _attempt, order.Request with { Model = next.Model }, log, order.Caller, next.IsResident, owner), owner);
    }

    private void End(Ending ending) => log.Complete(ending);

    private static bool IsUp(RouteCandidate candidate, FleetSnapshot fleet) =>
        fleet.Hosts.Any(host => host.Name == candidate.Host && host.Health == HostHealth.Up);

    // What it stands in for may have come since: that is worth a look, which costs the stand-in's answer next to nothing.
    private static bool IsStandIn(RouteCandidate candidate, FleetSnapshot fleet) =>
        fleet.Hosts.Any(host => host.Name == candidate.Host && host.IsStandIn);

    private static bool MayDoBetterElsewhere(StreamEnd end) => end is StreamEnd.BackendFailed or StreamEnd.BackendCut or StreamEnd.BackendMalformed
        or StreamEnd.ConnectTimeout or StreamEnd.LoadTimeout or StreamEnd.FirstTokenTimeout or StreamEnd.QueueFull or StreamEnd.QueueTimeout;
}
