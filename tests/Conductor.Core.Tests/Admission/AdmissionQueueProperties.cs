using Conductor.Core.Admission;
using Conductor.Core.Streams;
using Conductor.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Core.Tests.Admission;

/// <summary>What holds for a queue whatever happens to it.</summary>
public sealed class AdmissionQueueProperties
{
    private const int Limit = 40;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    [Fact]
    public void No_turn_is_lost_or_doubled_and_each_callers_own_stay_in_order() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(300),
        Prop.ForAll(Steps.ToArbitrary(), steps =>
        {
            var play = new Play();
            foreach (var step in steps)
                play.Do(step);
            play.Drain();
            return play.CameOut.Count == play.Added && play.CameOut.Distinct().Count() == play.Added && play.TakenInOrder;
        }));

    [Fact]
    public void A_slot_is_never_idle_while_a_turn_waits() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(200),
        Prop.ForAll(Steps.ToArbitrary(), steps =>
        {
            var play = new Play();
            foreach (var step in steps)
            {
                play.Do(step);
                if (play.Queue.Count != play.Waiting)
                    return false;
            }
            // What waits can be taken without anything else having to happen first.
            for (var left = play.Queue.Count; left > 0; left--)
                if (!play.Queue.TryTake(out _))
                    return false;
            return !play.Queue.TryTake(out _);
        }));

    [Fact]
    public void No_turn_has_more_ahead_of_it_than_it_was_told() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(200),
        Prop.ForAll(Steps.ToArbitrary(), steps =>
        {
            var play = new Play();
            foreach (var step in steps)
                play.Do(step);
            var told = play.Queue.Waiting.ToDictionary(turn => turn.Id, play.Queue.Position);
            for (var ahead = 0; play.Queue.TryTake(out var turn); ahead++)
                if (ahead > told[turn.Id] || told[turn.Id] >= told.Count)
                    return false;
            return true;
        }));

    [Fact]
    public void Busy_callers_get_shares_by_weight_within_one_turn_each() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(Gen.Choose(1, 9).NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 300).ToArbitrary(), (weights, takes) =>
        {
            var time = new VirtualTime();
            var queue = new AdmissionQueue<int>(new QueuePlan { Limit = 100_000 }, time);
            for (var caller = 0; caller < weights.Count; caller++)
                for (var number = 0; number < takes; number++)
                    queue.Add(TurnId.New(time), caller, $"{caller}", weights[caller], TurnPriority.Normal, LongestWait, out _);
            var served = new double[weights.Count];
            for (var take = 0; take < takes && queue.TryTake(out var turn); take++)
                served[turn.Turn]++;
            var shares = served.Select((count, caller) => (Share: count / weights[caller], Grain: 1.0 / weights[caller])).ToList();
            return shares.TrueForAll(one => shares.TrueForAll(other => Math.Abs(one.Share - other.Share) <= one.Grain + other.Grain + 1e-9));
        }));

    [Fact]
    public void A_caller_within_its_share_of_a_full_queue_is_never_refused() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(300),
        Prop.ForAll(Gen.Choose(0, 4).ListOf().ToArbitrary(), callers =>
        {
            var time = new VirtualTime();
            var queue = new AdmissionQueue<int>(new QueuePlan { Limit = 10 }, time);
            var waiting = new int[5];
            foreach (var caller in callers)
            {
                queue.Add(TurnId.New(time), caller, $"{caller}", 1, TurnPriority.Normal, LongestWait, out var refused);
                waiting[caller]++;
                if (refused is null)
                    continue;
                // Five callers share ten places: two belong to each.
                if (waiting[refused.Turn] <= 2)
                    return false;
                waiting[refused.Turn]--;
            }
            return queue.Count == Math.Min(10, callers.Count);
        }));

    private static Gen<List<Step>> Steps =>
        (from kind in Gen.Frequency((6, Gen.Constant(Act.Add)), (3, Gen.Constant(Act.Take)), (3, Gen.Constant(Act.Serve)),
             (2, Gen.Constant(Act.Cancel)), (1, Gen.Constant(Act.Wait)))
         from caller in Gen.Choose(0, 5)
         from priority in Gen.Choose(0, 2)
         from number in Gen.Choose(0, 1000)
         select new Step(kind, caller, (TurnPriority)priority, number)).ListOf().Select(steps => steps.ToList());

    private enum Act
    {
        Add,
        Take,
        Serve,
        Cancel,
        Wait,
    }

    private sealed record Step(Act Act, int Caller, TurnPriority Priority, int Number);

    private sealed record Turn(int Number, int Caller, TurnPriority Priority);

    /// <summary>Plays steps against a queue and keeps its own account beside it.</summary>
    private sealed class Play
    {
        private readonly VirtualTime _time = new();
        private readonly List<QueuedTurn<Turn>> _serving = [];
        private readonly List<TurnId> _waiting = [];
        private readonly Dictionary<(int, TurnPriority), int> _lastTaken = [];

        public Play() => Queue = new AdmissionQueue<Turn>(new QueuePlan { Limit = Limit }, _time);

        public AdmissionQueue<Turn> Queue { get; }

        public int Added { get; private set; }

        public int Waiting => _waiting.Count;

        public List<int> CameOut { get; } = [];

        public bool TakenInOrder { get; private set; } = true;

        public void Do(Step step)
        {
            switch (step.Act)
            {
                case Act.Add:
                    Add(step);
                    break;
                case Act.Take:
                    Take();
                    break;
                case Act.Serve when _serving.Count > 0:
                    var served = _serving[step.Number % _serving.Count];
                    _serving.Remove(served);
                    Queue.Served(served);
                    break;
                case Act.Cancel when _waiting.Count > 0:
                    Assert.True(Queue.TryRemove(_waiting[step.Number % _waiting.Count], out var removed));
                    Left(removed);
                    break;
                case Act.Wait:
                    _time.Advance(TimeSpan.FromSeconds(step.Number % 30));
                    while (Queue.TryTakeExpired(out var expired))
                        Left(expired);
                    break;
            }
        }

        public void Drain()
        {
            while (Take())
            {
            }
        }

        private void Add(Step step)
        {
            var id = new TurnId(Guid.NewGuid());
            _waiting.Add(id);
            Queue.Add(id, new Turn(Added++, step.Caller, step.Priority), $"{step.Caller}", step.Caller + 1, step.Priority, LongestWait, out var refused);
            if (refused is not null)
                Left(refused);
        }

        private bool Take()
        {
            if (!Queue.TryTake(out var turn))
                return false;
            Left(turn);
            _serving.Add(turn);
            var key = (turn.Turn.Caller, turn.Turn.Priority);
            TakenInOrder &= _lastTaken.GetValueOrDefault(key, -1) < turn.Turn.Number;
            _lastTaken[key] = turn.Turn.Number;
            return true;
        }

        private void Left(QueuedTurn<Turn> turn)
        {
            Assert.True(_waiting.Remove(turn.Id));
            CameOut.Add(turn.Turn.Number);
        }
    }
}
