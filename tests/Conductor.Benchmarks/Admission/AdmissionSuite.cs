using Conductor.Core.Admission;
using Conductor.Core.Streams;

namespace Conductor.Benchmarks.Admission;

/// <summary>What it costs to take a turn in, to choose it, and to let it go again.</summary>
internal static class AdmissionSuite
{
    private const int Turns = 100_000;
    private const double Goal = 2_000;

    public static Task<int> RunAsync(string[] names)
    {
        var memory = Memory();
        return Task.FromResult(Figure.Show(
            [
                Through("a turn through an empty queue", waiting: 0, callers: 100),
                Through("a turn through a queue of 1,000 of 100 callers", waiting: 1_000, callers: 100),
                Through("a turn through a queue of 10,000 of 100 callers", waiting: 10_000, callers: 100),
                Through("a turn through a queue of 10,000 of 10,000 callers", waiting: 10_000, callers: 10_000),
                Cancel("a turn in and cancelled, 10,000 waiting", waiting: 10_000, callers: 1_000),
            ],
            names) | memory);
    }

    private static int Memory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var queue = Filled(10_000, 10_000, out _);
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        var met = queue.Count == 10_000 && megabytes <= 20;
        Console.WriteLine($"10,000 waiting turns of 10,000 callers: {megabytes:F1} MB of the queue's own  <= 20 MB with all that hangs on them: {(met ? "met" : "MISSED")}");
        return met ? 0 : 1;
    }

    private static Figure Through(string name, int waiting, int callers)
    {
        var queue = Filled(waiting, callers, out var names);
        var next = 0;
        return new Figure(name, Turns, Round, Goal);

        void Round()
        {
            for (var i = 0; i < Turns; i++, next++)
            {
                queue.Add(Id(next), "turn", names[i % callers], 1, TurnPriority.Normal, TimeSpan.FromSeconds(60), out var refused);
                if (refused is not null || !queue.TryTake(out var turn))
                    throw new InvalidOperationException("The queue does not work.");
                queue.Served(turn);
            }
        }
    }

    private static Figure Cancel(string name, int waiting, int callers)
    {
        var queue = Filled(waiting, callers, out var names);
        var next = 0;
        return new Figure(name, Turns, Round, Goal);

        void Round()
        {
            for (var i = 0; i < Turns; i++, next++)
            {
                queue.Add(Id(next), "turn", names[i % callers], 1, TurnPriority.Normal, TimeSpan.FromSeconds(60), out _);
                if (!queue.TryRemove(Id(next), out _))
                    throw new InvalidOperationException("The queue does not work.");
            }
        }
    }

    private static AdmissionQueue<string> Filled(int waiting, int callers, out string[] names)
    {
        var queue = new AdmissionQueue<string>(new QueuePlan { Limit = 100_000 }, TimeProvider.System);
        names = [.. Enumerable.Range(0, callers).Select(number => $"caller {number}")];
        for (var i = 0; i < waiting; i++)
            queue.Add(TurnId.New(TimeProvider.System), "turn", names[i % callers], 1, TurnPriority.Normal, TimeSpan.FromSeconds(60), out _);
        return queue;
    }

    // Cheaper than a new one: a turn has its name before it comes to the queue.
    private static TurnId Id(int number) => new(new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
}
