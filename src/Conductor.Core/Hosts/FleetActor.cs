using System.Collections.Immutable;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Hosts;

/// <summary>Parent of the hosts: puts what they report together into one snapshot and hangs it on the board.</summary>
internal sealed class FleetActor : ReceiveActor, IWithTimers
{
    // A host that is known to be down is asked again all the same: one that refuses says so at once, one that is silent is not waited for.
    private static readonly TimeSpan PatienceWithTheDown = TimeSpan.FromMilliseconds(300);

    private readonly FleetPlan _plan;
    private readonly FleetBoard _board;
    private readonly ImmutableArray<IActorRef> _hosts;
    private readonly List<PendingRefresh> _refreshes = [];
    private readonly Dictionary<string, HostSnapshot> _reported = [];
    private bool _restarting;

    public FleetActor(FleetPlan plan, FleetBoard board, TimeProvider time, ILoggerFactory loggers)
    {
        (_plan, _board) = (plan, board);
        _hosts = [.. plan.Hosts.Select(host => Context.ActorOf(Props.Create(() => new HostActor(host, plan, board.Meter, time, loggers)), Uri.EscapeDataString(host.Name)))];
        Receive<HostReported>(OnHostReported);
        Receive<RefreshFleet>(question => Ask(question.MaxAge, turn: null));
        Receive<WatchFleet>(question => Ask(question.MaxAge, question.Turn));
        Receive<RecheckHost>(OnRecheck);
        Receive<HostRechecked>(checkedHost => checkedHost.Asker.Tell(_board.Current));
        Receive<PatienceOver>(over => OnPatienceOver(over.Refresh));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // A host that is stopped for a bug would take its turns with it; one that begins anew has only forgotten what it can ask for again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void PreRestart(Exception reason, object? message)
    {
        _restarting = true;
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        if (_restarting)
            return;
        foreach (var plan in _plan.Hosts)
            _ = plan.Driver.DisposeAsync().AsTask();
    }

    private void OnHostReported(HostReported message)
    {
        var isBack = message.Snapshot.Health == HostHealth.Up && _reported.GetValueOrDefault(message.Snapshot.Name)?.Health != HostHealth.Up;
        _reported[message.Snapshot.Name] = message.Snapshot;
        _board.Current = new FleetSnapshot
        {
            Hosts = [.. _plan.Hosts.Where(plan => _reported.ContainsKey(plan.Name)).Select(plan => _reported[plan.Name])],
            Names = _plan.Names,
            DefaultModel = _plan.DefaultModel,
        };
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
        foreach (var host in _hosts)
            host.Tell(new ProbeHost(maxAge));
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
