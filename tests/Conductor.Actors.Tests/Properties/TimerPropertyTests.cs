using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Actors.Tests.Properties;

/// <summary>Keyed timers that are started, replaced, cancelled and restarted at random, compared with a model.</summary>
public sealed class TimerPropertyTests : KernelTests
{
    private static readonly Gen<Deed> AnyDeed =
        from key in Gen.Choose(0, 2)
        from ticks in Gen.Choose(1, 5)
        from deed in Gen.Frequency<Deed>(
            (4, Gen.Constant<Deed>(new Single(key, ticks))), (2, Gen.Constant<Deed>(new Periodic(key, ticks))), (2, Gen.Constant<Deed>(new Cancel(key))),
            (1, Gen.Constant<Deed>(new Restart())), (6, Gen.Constant<Deed>(new Pass(ticks))))
        select deed;

    [Fact]
    public void Exactly_the_ticks_of_the_model_arrive_in_its_order() =>
        Soak.Try(100, Prop.ForAll(AnyDeed.ListOf().Resize(30).ToArbitrary(), RunAsync));

    private async Task RunAsync(List<Deed> deeds)
    {
        var probe = CreateTestProbe();
        var actor = ActorOf(Props.Create(() => new KeyedActor(probe)));
        var model = new Model();
        for (var i = 0; i < deeds.Count; i++)
        {
            if (deeds[i] is Pass pass) await AdvanceAsync(TimeSpan.FromSeconds(pass.Seconds), Token);
            else actor.Tell((deeds[i], i), null);
            model.Do(deeds[i], i);
            await SettleAsync(Token);
        }
        foreach (var tick in model.Ticks) await probe.ExpectMsgAsync(tick, Token);
        await probe.ExpectNoMsgAsync(Token);
        Sys.Stop(actor);
        Sys.Stop(probe);
        await SettleAsync(Token);
        Assert.Equal(0, Time.ArmedTimers);
    }

    private abstract record Deed;

    private sealed record Single(int Key, int Seconds) : Deed;

    private sealed record Periodic(int Key, int Seconds) : Deed;

    private sealed record Cancel(int Key) : Deed;

    private sealed record Restart : Deed;

    private sealed record Pass(int Seconds) : Deed;

    private sealed class KeyedActor(IActorRef probe) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case (Single single, int nth):
                    Timers.StartSingleTimer(single.Key, nth, TimeSpan.FromSeconds(single.Seconds));
                    break;
                case (Periodic periodic, int nth):
                    Timers.StartPeriodicTimer(periodic.Key, nth, TimeSpan.FromSeconds(periodic.Seconds));
                    break;
                case (Cancel cancel, int):
                    Timers.Cancel(cancel.Key);
                    break;
                case (Restart, int):
                    throw new InvalidOperationException();
                default:
                    probe.Tell(message);
                    break;
            }
        }
    }

    private sealed class Model
    {
        private readonly Dictionary<int, (long Due, long Order, int? Period, int Nth)> _running = [];
        private long _now;
        private long _order;

        public List<int> Ticks { get; } = [];

        public void Do(Deed deed, int nth)
        {
            switch (deed)
            {
                case Single single:
                    _running[single.Key] = (_now + single.Seconds, _order++, null, nth);
                    break;
                case Periodic periodic:
                    _running[periodic.Key] = (_now + periodic.Seconds, _order++, periodic.Seconds, nth);
                    break;
                case Cancel cancel:
                    _running.Remove(cancel.Key);
                    break;
                case Restart:
                    _running.Clear();
                    break;
                case Pass pass:
                    Advance(_now + pass.Seconds);
                    break;
            }
        }

        private void Advance(long end)
        {
            while (_running.Count > 0 && _running.MinBy(each => (each.Value.Due, each.Value.Order)) is var (key, next) && next.Due <= end)
            {
                Ticks.Add(next.Nth);
                if (next.Period is { } period) _running[key] = (next.Due + period, _order++, period, next.Nth);
                else _running.Remove(key);
            }
            _now = end;
        }
    }
}
