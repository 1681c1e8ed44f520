using Conductor.Core.Backends;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Hosts;

/// <summary>
/// One host: knows what it has and whether it answers, and keeps one backend per model. It asks the host only when somebody wants to
/// know and what is known is too old, so a host that nobody uses costs nothing.
/// </summary>
internal sealed class HostActor : ReceiveActor
{
    private readonly HostPlan _plan;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private HostSnapshot _snapshot;
    private long _probedAt;
    private bool _probing;

    public HostActor(HostPlan plan, TimeProvider time, ILoggerFactory loggers)
    {
        (_plan, _time, _logger) = (plan, time, loggers.CreateLogger<HostActor>());
        _snapshot = new HostSnapshot
        {
            Name = plan.Name,
            Kind = plan.Driver.Kind,
            Address = plan.Driver.Address,
            Ref = Self,
            Parallel = plan.Backend.Parallel,
            IsStandIn = plan.IsStandIn,
        };
        Receive<ProbeHost>(OnProbeHost);
        Receive<HostFindings>(OnFindings);
        Receive<Status.Failure>(failure => OnFindings(new HostFindings { Problem = $"{plan.Driver.Address} could not be asked: {failure.Cause.Message}" }));
        Receive<RunTurn>(order => Backend(order.Request.Model).Tell(order));
        Receive<CancelRun>(order => Backend(order.Model).Tell(order));
        Receive<AbandonRun>(order => Backend(order.Model).Tell(order));
    }

    protected override void PreStart()
    {
        Context.Parent.Tell(new HostReported(_snapshot));
        Probe();
    }

    protected override void PostStop()
    {
        // Not disposed of: that would take away those who listen before the cancellation, which runs on its own, has told them.
        _ = _stopping.CancelAsync();
    }

    // A backend that fails is restarted by itself; what the others run is none of its business.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    private void OnProbeHost(ProbeHost question)
    {
        var known = _snapshot.Health != HostHealth.Unknown && _time.GetElapsedTime(_probedAt) <= question.MaxAge;
        if (known)
            Context.Parent.Tell(new HostReported(_snapshot));
        else
            Probe();
    }

    private void Probe()
    {
        if (_probing)
            return;
        _probing = true;
        _ = ProbeAsync(_plan, _time, _stopping.Token).PipeTo(Self);
    }

    private void OnFindings(HostFindings findings)
    {
        _probing = false;
        _probedAt = _time.GetTimestamp();
        var was = _snapshot.Health;
        _snapshot = findings.IsReachable
            ? _snapshot with { Health = HostHealth.Up, Findings = findings, Problem = null }
            : _snapshot with { Health = HostHealth.Down, Problem = findings.Problem };
        if (was != _snapshot.Health)
            LogChange(isFirst: was == HostHealth.Unknown);
        Context.Parent.Tell(new HostReported(_snapshot));
    }

    private void LogChange(bool isFirst)
    {
        if (_snapshot.Health == HostHealth.Up)
            _logger.HostUp(isFirst ? LogLevel.Debug : LogLevel.Information, _plan.Name, _snapshot.Address, _snapshot.Findings.Models.Count);
        else
            _logger.HostDown(isFirst && _plan.IsOptional ? LogLevel.Debug : LogLevel.Warning, _plan.Name, _snapshot.Address, _snapshot.Problem ?? "");
    }

    private IActorRef Backend(string model)
    {
        var name = Uri.EscapeDataString(ModelName.Normalize(model));
        var child = Context.Child(name);
        return child.IsNobody() ? Context.ActorOf(Props.Create(() => new BackendActor(model, _plan.Backend, _plan.Driver, _time)), name) : child;
    }

    private static async Task<HostFindings> ProbeAsync(HostPlan plan, TimeProvider time, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(plan.ProbeTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            return await plan.Driver.ProbeAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new HostFindings { Problem = $"{plan.Driver.Address} did not answer within {plan.ProbeTimeout.TotalSeconds:0.###} s. Is the server running there?" };
        }
    }
}
