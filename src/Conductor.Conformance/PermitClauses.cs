using Conductor.Core.Ports;
using static Conductor.Conformance.ClauseContext;

namespace Conductor.Conformance;

/// <summary>What every keeper of permits does.</summary>
internal static class PermitClauses
{
    private static readonly PermitPool One = new("gpu-1", "llama3.2", 1);
    private static readonly PermitPool Two = new("gpu-1", "qwen3", 2);

    public static ConformanceClause[] All { get; } =
    [
        new(ConformingPort.Permits, No_more_are_out_than_there_are_slots),
        new(ConformingPort.Permits, The_latest_number_of_slots_counts),
        new(ConformingPort.Permits, Who_holds_fewest_comes_first_then_who_was_served_longest_ago_then_who_came_first),
        new(ConformingPort.Permits, Who_gives_up_waiting_costs_no_slot),
        new(ConformingPort.Permits, A_permit_that_is_given_back_twice_frees_one_slot),
        new(ConformingPort.Permits, A_greedy_holder_gets_no_more_than_the_others),
    ];

    private static async Task No_more_are_out_than_there_are_slots(ClauseContext on)
    {
        var first = await on.Permits.AcquireAsync(Two, "a", on.Token);
        await on.Permits.AcquireAsync(Two, "b", on.Token);

        var third = on.Permits.AcquireAsync(Two, "c", on.Token).AsTask();
        Holds(!third.IsCompleted);
        await on.Permits.AcquireAsync(One, "c", on.Token);
        Holds(!third.IsCompleted);
        await first.DisposeAsync();

        Same(Two, (await third).Pool);
    }

    private static async Task The_latest_number_of_slots_counts(ClauseContext on)
    {
        await on.Permits.AcquireAsync(One, "a", on.Token);
        var second = on.Permits.AcquireAsync(One, "b", on.Token).AsTask();
        Holds(!second.IsCompleted);

        var third = on.Permits.AcquireAsync(One with { Slots = 3 }, "c", on.Token).AsTask();

        await second;
        await third;
        var fourth = on.Permits.AcquireAsync(One with { Slots = 2 }, "d", on.Token).AsTask();
        await (await third).DisposeAsync();
        await on.Permits.AcquireAsync(Two, "evidence", on.Token);
        Holds(!fourth.IsCompleted);
        await (await second).DisposeAsync();
        await fourth;
    }

    private static async Task Who_holds_fewest_comes_first_then_who_was_served_longest_ago_then_who_came_first(ClauseContext on)
    {
        var old = await on.Permits.AcquireAsync(Two, "old", on.Token);
        var greedy = await on.Permits.AcquireAsync(Two, "greedy", on.Token);
        var order = new List<string>();
        // Greedy holds one; old was served before; the new ones never were. Each gives its slot on once it has it.
        var served = ((string[])["greedy", "old", "new-1", "new-2"]).Select(ServeAsync).ToList();

        await old.DisposeAsync();
        await Task.WhenAll(served);
        await greedy.DisposeAsync();

        SameAll(["new-1", "new-2", "old", "greedy"], order);

        async Task ServeAsync(string holder)
        {
            await using var permit = await on.Permits.AcquireAsync(Two, holder, on.Token);
            lock (order)
                order.Add(holder);
        }
    }

    private static async Task Who_gives_up_waiting_costs_no_slot(ClauseContext on)
    {
        var held = await on.Permits.AcquireAsync(One, "a", on.Token);
        using var patience = new CancellationTokenSource();
        var given = on.Permits.AcquireAsync(One, "b", patience.Token).AsTask();
        var waits = on.Permits.AcquireAsync(One, "c", on.Token).AsTask();

        await patience.CancelAsync();
        await ((Task)given).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Holds(given.IsCanceled);
        await held.DisposeAsync();

        await (await waits).DisposeAsync();
        await (await on.Permits.AcquireAsync(One, "d", on.Token)).DisposeAsync();
    }

    private static async Task A_permit_that_is_given_back_twice_frees_one_slot(ClauseContext on)
    {
        var twice = await on.Permits.AcquireAsync(Two, "a", on.Token);
        await on.Permits.AcquireAsync(Two, "b", on.Token);

        await twice.DisposeAsync();
        await twice.DisposeAsync();

        await on.Permits.AcquireAsync(Two, "c", on.Token);
        var fourth = on.Permits.AcquireAsync(Two, "d", on.Token).AsTask();
        await on.Permits.AcquireAsync(One, "evidence", on.Token);
        Holds(!fourth.IsCompleted);
    }

    private static async Task A_greedy_holder_gets_no_more_than_the_others(ClauseContext on)
    {
        var served = new int[9];
        var left = 9 * 40;
        // Holder 0 asks eight times at once, the others once each. All of them wait before the first is served.
        var (one, other) = (await on.Permits.AcquireAsync(Two, "first", on.Token), await on.Permits.AcquireAsync(Two, "first", on.Token));
        Task[] serving = [.. Enumerable.Range(0, 8).Select(_ => ServeAsync(0)), .. Enumerable.Range(1, 8).Select(ServeAsync)];
        await one.DisposeAsync();
        await other.DisposeAsync();
        await Task.WhenAll(serving);

        Same(9 * 40, served.Sum());
        Holds(served[0] <= served[1..].Max() * 1.3 + 8, $"the greedy holder gets as much as the others: {string.Join(' ', served)}");

        async Task ServeAsync(int holder)
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await using var permit = await on.Permits.AcquireAsync(Two, $"h{holder}", on.Token);
                Interlocked.Increment(ref served[holder]);
                await Task.Yield();
            }
        }
    }
}
