using System.Collections.Immutable;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Hosts;

/// <summary>Parent of the hosts: puts what they report together into one snapshot and hangs it on the board.</summary>
internal sealed class FleetActor : ReceiveActor
{
    private readonly FleetBoard _board;
    private readonly ImmutableArray<IActorRef> _hosts;
    private readonly List<PendingRefresh> _refreshes = [];
    private readonly Dictionary<string, HostSnapshot> _reported = [];
    private readonly string? _defaultModel;
    private readonly ImmutableArray<HostPlan> _plans;

    public FleetActor(FleetPlan plan, FleetBoard board, TimeProvider time, ILoggerFactory loggers)
    {
        (_plans, _defaultModel, _board) = (plan.Hosts, plan.DefaultModel, board);
        _hosts = [.. plan.Hosts.Select(host => Context.ActorOf(Props.Create(() => new HostActor(host, time, loggers)), Uri.EscapeDataString(host.Name)))];
        Receive<HostReported>(OnHostReported);
        Receive<RefreshFleet>(question => Ask(question.MaxAge, turn: null));
        Receive<WatchFleet>(question => Ask(question.MaxAge, question.Turn));
    }

    protected override void PostStop()
    {
        foreach (var plan in _plans)
            _ = plan.Driver.DisposeAsync().AsTask();
    }

    private void OnHostReported(HostReported message)
    {
        _reported[message.Snapshot.Name] = message.Snapshot;
        _board.Current = new FleetSnapshot
        {
            Hosts = [.. _plans.Where(plan => _reported.ContainsKey(plan.Name)).Select(plan => _reported[plan.Name])],
            DefaultModel = _defaultModel,
        };
        if (message.Snapshot.Health == HostHealth.Unknown)
            return;
        foreach (var refresh in _refreshes.FindAll(one => one.Awaits.Remove(message.Snapshot.Name)))
            Answer(refresh);
    }

    private void Ask(TimeSpan maxAge, TurnId? turn)
    {
        var refresh = new PendingRefresh(Sender, turn, [.. _plans.Select(plan => plan.Name)]);
        _refreshes.Add(refresh);
        if (refresh.Awaits.Count == 0)
            Answer(refresh);
        foreach (var host in _hosts)
            host.Tell(new ProbeHost(maxAge));
    }

    private void Answer(PendingRefresh refresh)
    {
        var isFinal = refresh.Awaits.Count == 0;
        if (isFinal)
            _refreshes.Remove(refresh);
        if (refresh.Turn is { } turn)
            refresh.Asker.Tell(new FleetLooked(turn, _board.Current, isFinal));
        else if (isFinal)
            refresh.Asker.Tell(_board.Current);
    }

    private sealed record PendingRefresh(IActorRef Asker, TurnId? Turn, HashSet<string> Awaits);
}
