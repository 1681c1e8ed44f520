using Conductor.Core.Admission;
using Conductor.Core.Backends;
using Conductor.Core.Health;
using Conductor.Core.Models;
using Conductor.Core.Ports;
using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Hosts;

/// <content>The turns that are on the host, from their order to their end.</content>
internal sealed partial class HostActor
{
    private void TakingTurns()
    {
        Receive<RunTurn>(order => Then(() => OnRunTurn(order)));
        Receive<RunStreams>(news => Then(() => OnRunStreams(news)));
        Receive<RunOver>(news => Then(() => OnRunOver(news)));
        Receive<CancelRun>(order => Then(() => OnCancelRun(order)));
        Receive<AbandonRun>(order => Then(() => OnAbandonRun(order)));
    }

    void IGateOrders.Begin(Slot slot)
    {
        var model = slot.Lane.Model;
        if (!slot.WasResident)
            _loads.Await(model);
        _meter.Admitted(_plan.Name, model, _time.GetElapsedTime(slot.Turn.Since, slot.Turn.ServedSince));
        if (_known.HoldsOtherwise(model, slot.Lane.Key))
            NoteMismatch(model, slot.Lane.Key);
        Backend(model).Tell(new BeginRun(slot.Order, slot.WasResident, slot.Turn.Deadline, slot.Claim));
    }

    void IGateOrders.Refuse(RunTurn order, Ending ending)
    {
        _yielding.Remove(order.Turn);
        _meter.Refused(_plan.Name, order.Request.Model, ending);
        order.Report(ending);
    }

    bool IGateOrders.Holds(string model, LoadKey key) => _known.Holds(model, key);

    private void OnRunTurn(RunTurn order)
    {
        if (_isRetiring)
        {
            order.ReportGone();
            return;
        }
        _prober.Wanted();
        if (order.Yields != TurnYields.ToNone)
            _yielding.Add(order.Turn, order);
        else
            MakeWay(order.Request.Model);
        _gate.Admit(order);
    }

    private void OnRunStreams(RunStreams news)
    {
        if (_gate.Streams(news.Order) is not { } slot)
            return;
        slot.StreamsSince = _time.GetTimestamp();
        _meter.Streams(_plan.Name, slot.Lane.Model, _time.GetElapsedTime(slot.Turn.ServedSince), slot.WasResident);
        if (!slot.WasResident)
            _loads.Forget(slot.Lane.Model);
        // What an answer shows is looked up: how long the model stays, and what had to go for it.
        if (_known.Answered(slot.Lane.Model, news.Order.LoadKey) && _known.Places != int.MaxValue)
            Look();
    }

    private void OnRunOver(RunOver news)
    {
        if (_gate.Release(news.Order, news.Ending, out var verdict) is not { } slot)
            return;
        _yielding.Remove(news.Order.Turn);
        TimeSpan? streamed = slot.HasStreamed ? _time.GetElapsedTime(slot.StreamsSince) : null;
        _meter.Over(_plan.Name, slot.Lane.Model, news.Ending, _time.GetElapsedTime(slot.Turn.ServedSince), streamed, news.Usage);
        if (slot is { WasResident: false, HasStreamed: false })
            _loads.Forget(slot.Lane.Model);
        if (verdict is { Verdict: Verdict.Fault } || news.Ending.Status == 404)
            _prober.Suspect();
    }

    private void OnCancelRun(CancelRun order)
    {
        if (_gate.TryRemove(order.Turn, out var waiting))
        {
            _yielding.Remove(order.Turn);
            waiting!.Report(order.Ending);
        }
        else if (_gate.SlotOf(order.Turn) is { } slot)
            Backend(slot.Lane.Model).Tell(new StopRun(order.Turn, order.Ending, IsAbandoned: false));
    }

    private void MakeWay(string model)
    {
        foreach (var idle in _yielding.Values.Where(one => one.Yields == TurnYields.ToAll || !ModelName.AreSame(one.Request.Model, model)).ToList())
            OnCancelRun(new CancelRun(idle.Turn, idle.Request.Model, new Ending(StreamEnd.CancelledByUser, $"{_plan.Name} has real work to do.")));
    }

    private void OnAbandonRun(AbandonRun order)
    {
        if (_gate.SlotOf(order.Turn) is { } slot)
        {
            Backend(slot.Lane.Model).Tell(new StopRun(order.Turn, order.Ending, IsAbandoned: true));
            return;
        }
        // Waiting, or over with its report on the way to an owner that is gone: either way the log is in nobody's hands.
        if (_gate.TryRemove(order.Turn, out var waiting))
            waiting!.Report(order.Ending);
        if (order.Log.Ending is null)
            order.Log.Complete(order.Ending);
    }

    private void NoteMismatch(string model, LoadKey key)
    {
        _meter.Reloads(_plan.Name, model);
        if (_mismatchesLogged.Count < MostLogged && _mismatchesLogged.Add((model, key)))
            _logger.ReloadForOptions(_plan.Name, model, key.ToString());
    }

    private BackendSite SiteOf(string model)
    {
        // A host that has moved is another machine: what still runs on the former is not counted on it.
        var pool = new PermitPool($"{_plan.Name} {_plan.Driver.Address}", ModelName.Normalize(model), _plan.Backend.Parallel);
        return new BackendSite(model, _plan.Backend, _plan.Driver, new PermitDesk(_permits, pool, _plan.Name, _time), _time);
    }

    private IActorRef Backend(string model)
    {
        var name = Uri.EscapeDataString(ModelName.Normalize(model));
        var child = Context.Child(name);
        return child.IsNobody() ? Context.ActorOf(Props.Create(() => new BackendActor(SiteOf(model))), name) : child;
    }
}
