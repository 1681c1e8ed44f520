using Conductor.Core.Backends;
using Conductor.Core.Models;
using Conductor.Core.Ports;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Hosts;

/// <summary>Parent of the hosts: puts what they report together into one snapshot and hangs it on the board.</summary>
internal sealed class FleetActor : ReceiveActor, IWithTimers
{
    // A host that is known to be down is asked again all the same: one that refuses says so at once, one that is silent is not waited for.
    private static readonly TimeSpan PatienceWithTheDown = TimeSpan.FromMilliseconds(300);

    private readonly FleetBoard _board;
    private readonly Func<FleetPlan, HostPlan, Props> _host;
    private readonly Dictionary<string, IActorRef> _hosts = [];
    // Hosts of former plans that finish what runs on them, with the drivers that go when they have.
    private readonly Dictionary<IActorRef, IModelHost> _leaving = [];
    private readonly List<PendingRefresh> _refreshes = [];
    private readonly Dictionary<string, HostSnapshot> _reported = [];
    private FleetPlan _plan;
    private long _generation;
    private bool _restarting;

    public FleetActor(FleetPlan plan, FleetBoard board, IPermits permits, TimeProvider time, ILoggerFactory loggers)
    {
        (_plan, _board) = (plan, board);
        _board.Plan = plan;
        _host = (fleet, host) => Props.Create(() => new HostActor(host, fleet, permits, board.Meter, time, loggers));
        foreach (var host in plan.Hosts)
            _hosts[host.Name] = Context.ActorOf(_host(plan, host), Uri.EscapeDataString(host.Name));
        Receive<HostReported>(OnHostReported);
        Receive<RefreshFleet>(question => Ask(question.MaxAge, turn: null));
        Receive<WatchFleet>(question => Ask(question.MaxAge, question.Turn));
        Receive<RecheckHost>(OnRecheck);
        Receive<HostRechecked>(checkedHost => checkedHost.Asker.Tell(_board.Current));
        Receive<PatienceOver>(over => OnPatienceOver(over.Refresh));
        Receive<ApplyFleetPlan>(OnApplyPlan);
        Receive<HostRetired>(retired => Context.Stop(retired.Host));
        Receive<Terminated>(OnTerminated);
        Receive<DeadLetter>(OnDeadLetter);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // A host that is stopped for a bug would take its turns with it; one that begins anew has only forgotten what it can ask for again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));

    protected override void PreRestart(Exception reason, object? message)
    {
        _restarting = true;
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        if (_restarting)
            return;
        foreach (var driver in _plan.Hosts.Select(plan => plan.Driver).Concat(_leaving.Values))
            _ = driver.DisposeAsync().AsTask();
    }

    private void OnHostReported(HostReported message)
    {
        if (!message.Snapshot.Ref.Equals(_hosts.GetValueOrDefault(message.Snapshot.Name)))
        {
            // One that had to begin anew has forgotten that it is to go.
            if (_leaving.ContainsKey(message.Snapshot.Ref) && !message.Snapshot.Ref.Equals(_reported.GetValueOrDefault(message.Snapshot.Name)?.Ref))
                message.Snapshot.Ref.Tell(RetireHost.Instance);
            return;
        }
        if (_reported.GetValueOrDefault(message.Snapshot.Name)?.Ref is { } former && !former.Equals(message.Snapshot.Ref))
        {
            // Turns go to the host as it was until something is known of it as it is: no gap in between.
            if (message.Snapshot.Health == HostHealth.Unknown)
                return;
            former.Tell(RetireHost.Instance);
        }
        var isBack = message.Snapshot.Health == HostHealth.Up && _reported.GetValueOrDefault(message.Snapshot.Name)?.Health != HostHealth.Up;
        _reported[message.Snapshot.Name] = message.Snapshot;
        HangOut();
        if (isBack)
            Context.System.EventStream.Publish(new HostBecameUp(message.Snapshot.Name));
        if (!message.IsAnswer)
            return;
        foreach (var refresh in _refreshes.FindAll(one => one.Awaits.Remove(message.Snapshot.Name)))
            Answer(refresh);
    }

    private void OnRecheck(RecheckHost order)
    {
        if (_reported.GetValueOrDefault(order.Host) is { } host)
            host.Ref.Forward(order);
        else
            Sender.Tell(_board.Current);
    }

    private void Ask(TimeSpan maxAge, TurnId? turn)
    {
        var refresh = new PendingRefresh(Sender, turn, [.. _plan.Hosts.Select(plan => plan.Name)]);
        _refreshes.Add(refresh);
        if (refresh.Awaits.Count == 0)
            Answer(refresh);
        else if (_reported.Values.Any(host => host.Health == HostHealth.Down))
            Timers.StartSingleTimer(refresh, new PatienceOver(refresh), PatienceWithTheDown);
        foreach (var host in _hosts.Values)
            host.Tell(new ProbeHost(maxAge));
    }

    private void HangOut() => _board.Current = new FleetSnapshot
    {
        Hosts = [.. _plan.Hosts.Where(plan => _reported.ContainsKey(plan.Name)).Select(plan => _reported[plan.Name])],
        Names = _plan.Names,
        DefaultModel = _plan.DefaultModel,
    };

    // A host that stays as it is keeps its actor and all it knows. One that is new or changed gets a new actor; the one before takes no
    // further turns, and goes when its last one has ended.
    private void OnApplyPlan(ApplyFleetPlan order)
    {
        var change = FleetChange.Between(_plan, order.Plan, order.SameDrivers);
        _plan = change.Plan;
        _board.Plan = _plan;
        _generation++;
        foreach (var driver in change.UnusedDrivers)
            _ = driver.DisposeAsync().AsTask();
        foreach (var host in change.Gone)
            Leave(host);
        foreach (var host in change.Started)
            _hosts[host.Name] = Context.ActorOf(_host(_plan, host), $"{Uri.EscapeDataString(host.Name)}~{_generation}");
        foreach (var refresh in _refreshes.FindAll(one => one.Awaits.RemoveWhere(name => !_hosts.ContainsKey(name)) > 0))
            Answer(refresh);
        HangOut();
        Sender.Tell(Done.Instance);
    }

    private void Leave(HostPlan host)
    {
        var leaving = Context.Watch(_hosts[host.Name]);
        _leaving[leaving] = host.Driver;
        _hosts.Remove(host.Name);
        var isReplaced = _plan.Hosts.Any(plan => plan.Name == host.Name);
        // Its successor has not said anything yet: it is told to go when that has. One that never said anything itself has nothing to end.
        if (isReplaced && leaving.Equals(_reported.GetValueOrDefault(host.Name)?.Ref))
            return;
        if (!isReplaced)
            _reported.Remove(host.Name);
        leaving.Tell(RetireHost.Instance);
    }

    private void OnTerminated(Terminated message)
    {
        if (_leaving.Remove(message.ActorRef, out var driver))
            _ = driver.DisposeAsync().AsTask();
    }

    // A turn may still know a host that has gone meanwhile. It hears so, and looks for another.
    private static void OnDeadLetter(DeadLetter letter)
    {
        if (letter.Message is RunTurn order)
            order.ReportGone();
        else if (letter.Message is AbandonRun { Log.Ending: null } abandoned)
            abandoned.Log.Complete(abandoned.Ending);
    }

    private void OnPatienceOver(PendingRefresh refresh)
    {
        if (refresh.Awaits.RemoveWhere(name => _reported.GetValueOrDefault(name)?.Health == HostHealth.Down) > 0 && _refreshes.Contains(refresh))
            Answer(refresh);
    }

    private void Answer(PendingRefresh refresh)
    {
        var isFinal = refresh.Awaits.Count == 0;
        if (isFinal)
        {
            _refreshes.Remove(refresh);
            Timers.Cancel(refresh);
        }
        if (refresh.Turn is { } turn)
            refresh.Asker.Tell(new FleetLooked(turn, _board.Current, isFinal));
        else if (isFinal)
            refresh.Asker.Tell(_board.Current);
    }

    private sealed class PendingRefresh(IActorRef asker, TurnId? turn, HashSet<string> awaits)
    {
        public IActorRef Asker { get; } = asker;

        public TurnId? Turn { get; } = turn;

        public HashSet<string> Awaits { get; } = awaits;
    }

    private sealed record PatienceOver(PendingRefresh Refresh);
}
