using Conductor.Core.Backends;
using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Core.Rescue;
using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Turns;

/// <summary>
/// One turn from its order to its end: asks the router, gives the turn to one backend after another on its <see cref="RescuePath"/> until one answers
/// it whole, and writes the end into the log, once. A part of the conversation's actor: called only on its turn.
/// </summary>
internal sealed class RunningTurn(StartTurn order, ResponseLog log, TurnServices services, IActorRef owner)
{
    // Knowledge that is younger than this is not asked for again before a request is refused for the lack of a host.
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(1);

    private RoutePlan? _plan;
    private RescuePath? _path;
    // The place that has the turn, in the plan; -1 while none has it.
    private int _asked = -1;
    private Ending? _cancelled;
    private int _next;
    private int _attempt;
    private string? _host;
    private string? _model;
    private long _begun;
    // What a conductor that died has saved of the answer is compared with what comes now, as after a host that died.
    private bool _hasBegun = log.Bytes > 0;
    private bool _isReplayed;
    private bool _isAnnounced;
    private string? _why;

    public TurnId Id => order.Turn;

    public ResponseLog Log => log;

    /// <summary>
    /// Called before a backend is asked to say what readers have already, which may begin the answer anew under another number; the backend is asked
    /// once the action that comes with it was called. Null: at once.
    /// </summary>
    public Action<Action>? BeforeReplay { get; init; }

    /// <summary>The end is in the log.</summary>
    public bool HasEnded => log.Ending is not null;

    private ref readonly RouteCandidate Asked => ref _plan!.Candidates.ItemRef(_asked);

    /// <summary>Looks for a host: in what is known, else by asking the fleet, which answers as the hosts do.</summary>
    public void Begin()
    {
        _begun = services.Time.GetTimestamp();
        log.Record = services.Fleet.Diary.Begin(order.Turn, order.Request);
        log.Record.Watch(log);
        var fleet = services.Fleet.Current;
        var plan = Route(fleet);
        if (IsGood(plan, fleet))
            Follow(plan);
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
        else if (news is TurnPaused paused)
            OnPauseOver(paused);
    }

    /// <summary>Ends the turn: at once while no backend has it, else as soon as the backend has let go of the log.</summary>
    public void Cancel(Ending ending)
    {
        if (HasEnded || _cancelled is not null)
            return;
        _cancelled = ending;
        if (_asked >= 0)
            Asked.Ref.Tell(new CancelRun(Id, Asked.Model, ending), owner);
        else
            End(ending);
    }

    /// <summary>The owner goes away: whoever holds the log writes its end.</summary>
    public void Abandon(Ending ending)
    {
        if (HasEnded)
            return;
        if (_asked >= 0)
            Asked.Ref.Tell(new AbandonRun(Id, Asked.Model, log, _cancelled ?? ending), ActorRefs.NoSender);
        else
            End(ending);
    }

    // Another host has reported, or the last one: what is known by then is the last word.
    private void OnFleetLooked(FleetLooked looked)
    {
        if (_plan is not null)
            return;
        var plan = Route(looked.Fleet);
        if (!looked.IsFinal)
        {
            if (IsGood(plan, looked.Fleet))
                Follow(plan);
        }
        else if (plan.Refusal is { } refusal)
        {
            End(refusal);
        }
        else if (plan.Candidates[0] is { Rating.Obstacle: RouteObstacle.Down } down)
        {
            Want(plan);
            End(new Ending(StreamEnd.BackendFailed, looked.Fleet.Hosts.First(host => host.Name == down.Host).Problem, Status: 503, RetryAfter: TimeSpan.FromSeconds(5)));
        }
        else
        {
            Follow(plan);
        }
    }

    // So has the turn, unless the end was bad and another place, or the same one later, may do better.
    private void OnRunEnded(RunEnded message)
    {
        if (message.Attempt != _attempt)
            return;
        _asked = -1;
        _hasBegun |= message.Entries > 0;
        if (_cancelled is not null)
        {
            End(_cancelled);
        }
        else if (message.IsHostGone)
        {
            (_plan, _path) = (null, null);
            services.FleetActor.Tell(new WatchFleet(Id, FreshEnough), owner);
        }
        else if (message.Ending.IsWhole)
        {
            services.Affinities.Note(order.Request, _host!);
            End(message.Ending);
        }
        else
        {
            if (message.Entries > 0)
                services.Fleet.Meter.Lost(_host!, message.Entries);
            Go(Path().After(message.Ending, message.WasAsked, message.Entries > 0, _hasBegun), message.Ending.Detail);
        }
    }

    private void OnPauseOver(TurnPaused pause)
    {
        if (pause.Attempt == _attempt && _asked < 0)
            Ask(_next, _why);
    }

    private void Follow(RoutePlan plan)
    {
        _plan = plan;
        Want(plan);
        services.Budget.PayIn();
        Ask(0, why: null);
    }

    // Most turns never need one.
    private RescuePath Path()
    {
        if (_path is not null)
            return _path;
        var places = _plan!.Candidates.Select(place => new RescuePlace(place.Host, place.Model, place.Context)).ToArray();
        _path = new RescuePath(places, services.Plan.Rescue, services.Budget, Random.Shared);
        _path.Begin();
        return _path;
    }

    private void Go(RescueMove move, string? why)
    {
        if (move.Ending is { } ending)
        {
            End(ending);
        }
        else if (move.Pause > TimeSpan.Zero)
        {
            (_next, _why) = (move.Place, null);
            var place = _plan!.Candidates[move.Place];
            services.Scheduler.ScheduleTellOnce(move.Pause, owner, new TurnPaused(Id, _attempt), ActorRefs.NoSender);
            // Told last: whoever reads it may count on the pause running.
            log.Append(EntryKind.Status, new TurnStatus(TurnStage.Retrying, place.Host, place.Model, Reason: why, Wait: move.Pause));
        }
        else
        {
            Ask(move.Place, why);
        }
    }

    private void Ask(int index, string? why)
    {
        if (_hasBegun && !_isAnnounced && BeforeReplay is { } announce)
        {
            (_next, _why, _isAnnounced) = (index, why, true);
            announce(() => owner.Tell(new TurnPaused(Id, _attempt), ActorRefs.NoSender));
            return;
        }
        _isAnnounced = false;
        var place = _plan!.Candidates[index];
        (_asked, _host, _model) = (index, place.Host, place.Model);
        _attempt++;
        _isReplayed |= _hasBegun;
        if (_attempt > 1)
            services.Fleet.Meter.Retried(place.Host, place.Model, _hasBegun);
        log.Append(EntryKind.Status, _attempt == 1
            ? new TurnStatus(TurnStage.Routed, place.Host, place.Model) { Plan = _plan }
            : new TurnStatus(TurnStage.Retrying, place.Host, place.Model, Reason: why ?? place.Reason));
        place.Gauge.Assign();
        place.Ref.Tell(Order(place), owner);
    }

    private RunTurn Order(in RouteCandidate place)
    {
        var share = services.Plan.Admission.Of(order.Caller);
        var request = Pinning.Apply(order.Request, place);
        if (log.Record?.Context is { } trace)
            request = request with { Trace = trace };
        return new RunTurn(Id, _attempt, request, log, order.Caller, owner)
        {
            Weight = share.Weight,
            Priority = TurnRank.Of(order, share, _plan!.Task),
            Yields = order.Yields,
            LoadKey = LoadKey.Of(request),
            Timeouts = Pinning.Timeouts(place),
            IsLastResort = !(_path?.HasElsewhere ?? _plan.Candidates.Length > 1),
            IsReplay = _hasBegun,
            Gauge = place.Gauge,
        };
    }

    private RoutePlan Route(FleetSnapshot fleet) =>
        services.Route(order, RouteFacts.Of(order.Request, services.Time, order.Task, services.Affinities.Find(order.Request)), fleet);

    // A host that would be asked if it could is looked after, so that it is back in use soon after it is back.
    private static void Want(RoutePlan plan)
    {
        foreach (var place in plan.Candidates)
            if (!place.IsOpen)
                place.Ref.Tell(WantHost.Instance, ActorRefs.NoSender);
    }

    private void End(Ending ending)
    {
        services.Fleet.Meter.Ended(ending, rescued: ending.IsWhole && _isReplayed);
        services.Logger.Ended(ending, new EndedTurn(Id, order.Caller, _model ?? order.Request.Model, _host, _attempt, services.Time.GetElapsedTime(_begun)));
        log.Complete(ending);
    }

    // What it stands in for may have come since: that is worth a look, which costs the stand-in's answer next to nothing.
    private static bool IsGood(RoutePlan plan, FleetSnapshot fleet) =>
        plan.Refusal is null && plan.Candidates[0] is { IsOpen: true } best && fleet.Hosts.Any(host => host.Name == best.Host && host is { Health: HostHealth.Up, IsStandIn: false });
}
