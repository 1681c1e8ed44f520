using Conductor.Core.Admission;
using Conductor.Core.Backends;
using Conductor.Core.Health;
using Conductor.Core.Metrics;
using Conductor.Core.Models;
using Conductor.Core.Ports;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Core.Timers;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Hosts;

/// <summary>
/// One host: lets turns in by its <see cref="Gatekeeper"/>, keeps one backend per model to run them, and knows what the host has, holds and
/// how it is. It has one timer, armed for the next thing that is due, and none while nobody wants the host.
/// </summary>
internal sealed partial class HostActor : ReceiveActor, IWithTimers, IGateOrders
{
    // A caller can make up as many load options as it likes.
    private const int MostLogged = 256;

    private readonly HostPlan _plan;
    private readonly IPermits _permits;
    private readonly FleetMeter _meter;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HostKnowledge _known;
    private readonly HostProber _prober;
    private readonly HostCircuits _circuits;
    private readonly Gatekeeper _gate;
    private readonly LoadWatch _loads;
    private readonly HashSet<(string Model, LoadKey Key)> _mismatchesLogged = [];
    private readonly Dictionary<TurnId, RunTurn> _yielding = [];
    private readonly List<(IActorRef Asker, bool IsNext)> _rechecks = [];
    private long? _armedFor;
    private bool _isRetiring;

    public HostActor(HostPlan plan, FleetPlan fleet, IPermits permits, FleetMeter meter, TimeProvider time, ILoggerFactory loggers)
    {
        (_plan, _permits, _meter, _time, _logger) = (plan, permits, meter, time, loggers.CreateLogger<HostActor>());
        _known = new HostKnowledge(plan, Self, time);
        _prober = new HostProber(plan, fleet.Probe, time, Random.Shared);
        _circuits = new HostCircuits(fleet.Circuit, time, Random.Shared, _known.Snapshot.Gauge, _known.Snapshot.Models);
        var gate = new GatePlan(plan.Name, plan.Backend, fleet.Admission.SwitchAge, fleet.Admission.ReportPause);
        _gate = new Gatekeeper(gate, this, _circuits, _known.Snapshot.Models, time) { Places = _known.Places };
        _loads = new LoadWatch(time);
        Receive<ProbeHost>(OnProbeHost);
        Receive<RecheckHost>(_ => Then(OnRecheck));
        Receive<WantHost>(_ => Then(_prober.Wanted));
        Receive<HostProbed>(probed => probed.By == _prober, probed => Then(() => OnFindings(probed.Findings)));
        Receive<HostLooked>(looked => looked.By == _prober, looked => Then(() => OnLooked(looked)));
        // Answers to an incarnation before this one, which was told to stop asking.
        Receive<HostProbed>(_ => { });
        Receive<HostLooked>(_ => { });
        Receive<HostDue>(_ => OnDue());
        Receive<RetireHost>(_ => Then(() => _isRetiring = true));
        TakingTurns();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private HostSnapshot Snapshot => _known.Snapshot;

    private TimeSpan? NextLoadLook => _prober.IsLooking ? null : _loads.NextLook;

    protected override void PreStart()
    {
        Context.Parent.Tell(new HostReported(Snapshot, IsAnswer: false));
        Probe();
    }

    /// <summary>A turn whose order broke the actor is not lost: it hears so.</summary>
    protected override void PreRestart(Exception reason, object? message)
    {
        if (message is RunTurn order && _gate.SlotOf(order.Turn) is null && !_gate.TryRemove(order.Turn, out _))
            order.Report(new Ending(StreamEnd.BackendFailed, $"The host {_plan.Name} failed: {reason.Message}", Status: 500));
        base.PreRestart(reason, message);
    }

    /// <summary>Who waits is sent away, and so is who was on the way to a backend; who is on the host is told by its backend.</summary>
    protected override void PostStop()
    {
        var ending = new Ending(StreamEnd.BackendFailed, $"The host {_plan.Name} was stopped.", Status: 503);
        _gate.Close(ending);
        foreach (var slot in _gate.Slots.Where(one => one.Claim.TryTake()))
            slot.Order.Report(ending);
        // Not disposed of: that would take away those who listen before the cancellation, which runs on its own, has told them.
        _ = _stopping.CancelAsync();
    }

    // A backend that fails is restarted by itself; what the others run is none of its business.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    private void OnProbeHost(ProbeHost question)
    {
        if (Snapshot.Health != HostHealth.Unknown && _prober.Age <= question.MaxAge)
            Context.Parent.Tell(new HostReported(Snapshot));
        else
            Probe();
    }

    // The answer that is on its way was asked for before the change, so it may be the old one.
    private void OnRecheck()
    {
        _rechecks.Add((Sender, IsNext: _prober.IsOut));
        Probe();
    }

    private void AnswerRechecks()
    {
        foreach (var (asker, _) in _rechecks.Where(one => !one.IsNext))
            Context.Parent.Tell(new HostRechecked(asker));
        _rechecks.RemoveAll(one => !one.IsNext);
        if (_rechecks.Count == 0)
            return;
        for (var i = 0; i < _rechecks.Count; i++)
            _rechecks[i] = (_rechecks[i].Asker, IsNext: false);
        Probe();
    }

    private void OnFindings(HostFindings findings)
    {
        _prober.Answered();
        var was = Snapshot.Health;
        NoteEvictions(_known.Probed(findings));
        _circuits.Probed(findings.IsReachable);
        if (was != Snapshot.Health)
            LogChange(isFirst: was == HostHealth.Unknown);
        _gate.Places = _known.Places;
        if (findings.IsReachable)
        {
            var models = Snapshot.Findings.Models.Select(model => model.Name).ToHashSet(ModelNameComparer.Instance);
            _gate.Keep(models);
            _circuits.Keep(models);
            Snapshot.Models.Keep(models);
            TellLoaded();
        }
        _gate.Close(findings.IsReachable ? null : new Ending(StreamEnd.BackendFailed, findings.Problem, Status: 503));
        Context.Parent.Tell(new HostReported(Snapshot));
        AnswerRechecks();
    }

    private void OnLooked(HostLooked looked)
    {
        _prober.LookAnswered();
        if (looked.Resident is null)
        {
            _loads.Missed();
            return;
        }
        NoteEvictions(_known.Looked(looked.Resident));
        _gate.Places = _known.Places;
        TellLoaded();
        _gate.MoveOn();
        Context.Parent.Tell(new HostReported(Snapshot, IsAnswer: false));
    }

    private void TellLoaded()
    {
        foreach (var model in _loads.Looked(Snapshot.Findings.Resident))
            Backend(model).Tell(new ModelLoaded());
    }

    private void OnDue()
    {
        _armedFor = null;
        if (_prober.NextIn(Snapshot.Health == HostHealth.Up, _circuits.HostRest) is { } probe && probe <= TimeSpan.Zero)
            Probe();
        if (NextLoadLook is { } look && look <= TimeSpan.Zero)
            Look();
        _gate.Look();
        Arm();
    }

    // Whatever has happened, something else may be due earlier, or nothing at all any more.
    private void Then(Action handle)
    {
        handle();
        Arm();
        if (_isRetiring && _gate is { Waiting: 0, Serving: 0 })
            Context.Parent.Tell(new HostRetired(Self));
    }

    private void Arm()
    {
        var next = Sooner(Sooner(_gate.NextLook, NextLoadLook), _prober.NextIn(Snapshot.Health == HostHealth.Up, _circuits.HostRest));
        if (next is null)
        {
            if (_armedFor is not null)
                Timers.Cancel(HostDue.Instance);
            _armedFor = null;
            return;
        }
        var due = _time.GetTimestamp() + (long)(next.Value.TotalSeconds * _time.TimestampFrequency);
        // A timer that is too early only looks once more than needed, which is cheaper than to move it at every message.
        if (_armedFor is { } armed && armed <= due)
            return;
        _armedFor = due;
        Timers.StartSingleTimer(HostDue.Instance, HostDue.Instance, next.Value);
    }

    private void Probe()
    {
        if (_prober.TryAsk())
            _ = _prober.ProbeAsync(_stopping.Token).PipeTo(Self, success: findings => new HostProbed(_prober, findings), failure: Unasked);

        HostProbed Unasked(Exception cause) => new(_prober, new HostFindings { Problem = $"{_plan.Driver.Address} could not be asked: {cause.Message}" });
    }

    private void Look()
    {
        if (_prober.TryLook())
            _ = _prober.LookAsync(_stopping.Token).PipeTo(Self, success: resident => new HostLooked(_prober, resident), failure: _ => new HostLooked(_prober, null));
    }

    private void NoteEvictions(IReadOnlyList<string> models)
    {
        foreach (var model in models)
        {
            _logger.ModelPushedOut(_plan.Name, model, _known.Places);
            _meter.Evicted(_plan.Name, model);
        }
    }

    private void LogChange(bool isFirst)
    {
        if (Snapshot.Health == HostHealth.Up)
            _logger.HostUp(isFirst ? LogLevel.Debug : LogLevel.Information, _plan.Name, Snapshot.Address, Snapshot.Findings.Models.Count);
        else
            _logger.HostDown(isFirst && _plan.IsOptional ? LogLevel.Debug : LogLevel.Warning, _plan.Name, Snapshot.Address, Snapshot.Problem ?? "");
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;
}
