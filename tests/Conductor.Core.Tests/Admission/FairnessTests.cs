using Conductor.Core.Admission;
using Conductor.Core.Streams;
using Conductor.TestKit;

namespace Conductor.Core.Tests.Admission;

/// <summary>
/// A light caller beside floods, played through in virtual time: its 95th percentile of waiting against the one that it would have
/// alone on a host as fast as its own share.
/// </summary>
public sealed class FairnessTests
{
    private const int Arrivals = 4000;

    public static TheoryData<int, int, double> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, double>();
            foreach (var slots in new[] { 1, 2, 4 })
                foreach (var floods in new[] { 1, 3, 9 })
                    foreach (var load in new[] { 0.5, 0.7, 0.9 })
                        cases.Add(slots, floods, load);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_light_caller_waits_at_most_twice_as_long_beside_floods_as_alone_with_its_share(int slots, int floods, double load)
    {
        // Its load is a part of its share: of (floods + 1) callers, one.
        var meanGap = (floods + 1) / (load * slots);
        var arrivals = Exponential(seed: 7, mean: meanGap);
        var work = Exponential(seed: 8, mean: 1);

        var beside = P95(Play(slots, floods, arrivals, work, slowness: 1));
        var alone = P95(Play(slots, floods: 0, arrivals, work, slowness: floods + 1));

        Assert.True(beside <= 2 * alone, $"{beside:0.00} beside, {alone:0.00} alone (in mean services)");
    }

    private static double[] Exponential(int seed, double mean)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Arrivals).Select(_ => -mean * Math.Log(1 - random.NextDouble()))];
    }

    /// <returns>How long each turn of the light caller waited.</returns>
    private static List<double> Play(int slots, int floods, double[] gaps, double[] work, double slowness)
    {
        var time = new VirtualTime();
        var queue = new AdmissionQueue<Turn>(new QueuePlan { Limit = 100_000, Slots = slots }, time);
        var random = new Random(9);
        var waits = new List<double>();
        var busy = new PriorityQueue<QueuedTurn<Turn>, double>();
        var next = 0;
        var nextArrival = gaps[0];
        for (var flood = 0; flood < floods; flood++)
            for (var number = 0; number < 50; number++)
                Add(-1, $"flood {flood}");
        while (next < Arrivals || queue.Count > 0)
        {
            while (busy.Count < slots && queue.TryTake(out var turn))
                Begin(turn);
            if (next == Arrivals && waits.Count == Arrivals)
                break;
            var isEnd = busy.TryPeek(out _, out var end) && (next == Arrivals || end <= nextArrival);
            time.Advance(TimeSpan.FromSeconds(isEnd ? end : nextArrival) - time.Elapsed);
            if (isEnd)
                queue.Served(busy.Dequeue());
            else
            {
                Add(next++, "light");
                nextArrival += next < Arrivals ? gaps[next] : 0;
            }
        }
        return waits;

        void Add(int number, string caller) => queue.Add(TurnId.New(time), new Turn(number), caller, 1, TurnPriority.Normal, Timeout.InfiniteTimeSpan, out _);

        void Begin(QueuedTurn<Turn> turn)
        {
            var number = turn.Turn.Number;
            if (number >= 0)
                waits.Add(time.GetElapsedTime(turn.Since).TotalSeconds);
            else
                Add(-1, turn.Flow.Caller);
            var seconds = slowness * (number >= 0 ? work[number] : -Math.Log(1 - random.NextDouble()));
            busy.Enqueue(turn, time.Elapsed.TotalSeconds + seconds);
        }
    }

    private static double P95(List<double> values)
    {
        values.Sort();
        return values[(int)(values.Count * 0.95)];
    }

    private sealed record Turn(int Number);
}
