using System.Collections.Immutable;
using Conductor.Core.Admission;
using Conductor.Core.Backends;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Hosts;

/// <summary>
/// Brings models into memory before somebody asks for them: those that are to be kept, and if the operator wants it the default one. It asks as any
/// turn does, only less urgently: real work for another model pushes it aside, and it comes back when the host is quiet.
/// </summary>
internal sealed class WarmUpActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly FleetPlan _plan;
    private readonly FleetBoard _board;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, WarmUpState> _wishes = new(ModelNameComparer.Instance);
    private readonly Dictionary<TurnId, string> _running = [];

    public WarmUpActor(FleetPlan plan, FleetBoard board, TimeProvider time)
    {
        (_plan, _board, _time) = (plan, board, time);
        foreach (var wish in plan.Names.Plans.Where(one => one.Preload))
            _wishes.Add(wish.Name, new WarmUpState(wish.Name));
        if (plan.WarmUp.AtStart)
            Wish(plan.DefaultModel ?? "");
        Receive<HostBecameUp>(OnHostBecameUp);
        Receive<SurfaceCame>(_ => OnSurfaceCame());
        Receive<RunEnded>(OnRunEnded);
        Receive<TryAgain>(_ => TryAll());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Whether there is anything to do for it under this plan.</summary>
    public static bool IsWanted(FleetPlan plan) => plan.WarmUp is not { AtStart: false, OnConnect: false } || plan.Names.Plans.Any(one => one.Preload);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(HostBecameUp));
        TryAll();
    }

    // What a host held is gone when it was gone.
    private void OnHostBecameUp(HostBecameUp news)
    {
        foreach (var wish in _wishes.Values.Where(one => one.Stage == WarmUpStage.Loaded && one.Host == news.Host).ToList())
            _wishes[wish.Model] = new WarmUpState(wish.Model);
        TryAll();
    }

    private void OnSurfaceCame()
    {
        var model = _plan.DefaultModel ?? "";
        if (_wishes.GetValueOrDefault(model) is { Stage: WarmUpStage.Loading })
            return;
        _wishes[model] = new WarmUpState(model);
        TryAll();
    }

    private void OnRunEnded(RunEnded news)
    {
        if (!_running.Remove(news.Turn, out var model))
            return;
        var wish = _wishes[model];
        _wishes[model] = news.Ending.IsWhole
            ? wish with { Stage = WarmUpStage.Loaded }
            : wish with { Stage = WarmUpStage.Waiting, Reason = news.Ending.Detail ?? news.Ending.End.ToString() };
        ShowAndComeBack();
    }

    private void Wish(string model) => _wishes.TryAdd(model, new WarmUpState(model));

    private void TryAll()
    {
        foreach (var wish in _wishes.Values.Where(one => one.Stage == WarmUpStage.Waiting).ToList())
            _wishes[wish.Model] = Try(wish);
        ShowAndComeBack();
    }

    private WarmUpState Try(WarmUpState wish)
    {
        var request = new ModelRequest { Model = wish.Model, Shape = RequestShape.Generate };
        var route = Router.Plan(RouteFacts.Of(request, _time), _board.Current, most: 1);
        if (route.Candidates.IsEmpty || route.Candidates[0] is not { IsOpen: true } place)
            return wish with { Host = null, Reason = route.Refusal?.Detail ?? "No host that has it answers." };
        if (_board.Current.Hosts.First(host => host.Name == place.Host) is var host && (host.IsStandIn || host.Models.Used.Any(one => one.Value.Assigned > 0)))
            return wish with { Host = place.Host, Reason = $"{place.Host} has real work to do." };
        Ask(request, place);
        return wish with { Stage = WarmUpStage.Loading, Host = place.Host, Reason = null };

        // An empty prompt loads the model and says nothing.
        void Ask(ModelRequest empty, in RouteCandidate at)
        {
            var pinned = Pinning.Apply(empty, at);
            var order = new RunTurn(TurnId.New(_time), 1, pinned, new ResponseLog(), "warm-up", Self)
            {
                Priority = TurnPriority.Low,
                LoadKey = LoadKey.Of(pinned),
                Timeouts = Pinning.Timeouts(at),
                Gauge = at.Gauge,
                Yields = TurnYields.ToOtherModels,
            };
            _running.Add(order.Turn, wish.Model);
            at.Gauge.Assign();
            at.Ref.Tell(order, Self);
        }
    }

    private void ShowAndComeBack()
    {
        _board.WarmUps = [.. _wishes.Values];
        if (_wishes.Values.Any(one => one is { Stage: WarmUpStage.Waiting, Host: not null }))
            Timers.StartSingleTimer(TryAgain.Instance, TryAgain.Instance, Pause);
    }

    private sealed record TryAgain
    {
        public static readonly TryAgain Instance = new();
    }
}

/// <summary>A host answers again, or for the first time. Published on the event stream.</summary>
/// <param name="Host">Its name.</param>
internal sealed record HostBecameUp(string Host);

/// <summary>A surface has connected: its first message is being written.</summary>
internal sealed record SurfaceCame;
