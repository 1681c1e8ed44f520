using Conductor.Core.Ports;

namespace Conductor.Core.Tests.Ports;

/// <summary>What every keeper of permits does.</summary>
public abstract class PermitsContract
{
    private static readonly PermitPool One = new("gpu-1", "llama3.2", 1);
    private static readonly PermitPool Two = new("gpu-1", "qwen3", 2);

    protected abstract Task<PortsUnderTest> OpenAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_are_out_than_there_are_slots()
    {
        await using var under = await OpenAsync();
        var permits = under.Ports.Permits;
        var first = await permits.AcquireAsync(Two, "a", Token);
        await permits.AcquireAsync(Two, "b", Token);

        var third = permits.AcquireAsync(Two, "c", Token).AsTask();
        Assert.False(third.IsCompleted);
        await permits.AcquireAsync(One, "c", Token);
        Assert.False(third.IsCompleted);
        await first.DisposeAsync();

        Assert.Equal(Two, (await third).Pool);
    }

    [Fact]
    public async Task Who_holds_fewest_comes_first_then_who_was_served_longest_ago_then_who_came_first()
    {
        await using var under = await OpenAsync();
        var permits = under.Ports.Permits;
        var old = await permits.AcquireAsync(Two, "old", Token);
        var greedy = await permits.AcquireAsync(Two, "greedy", Token);
        var order = new List<string>();
        // Greedy holds one; old was served before; the new ones never were. Each gives its slot on once it has it.
        var served = ((string[])["greedy", "old", "new-1", "new-2"]).Select(holder => ServeAsync(permits, holder, order)).ToList();

        await old.DisposeAsync();
        await Task.WhenAll(served);
        await greedy.DisposeAsync();

        Assert.Equal(["new-1", "new-2", "old", "greedy"], order);
    }

    [Fact]
    public async Task Who_gives_up_waiting_costs_no_slot()
    {
        await using var under = await OpenAsync();
        var permits = under.Ports.Permits;
        var held = await permits.AcquireAsync(One, "a", Token);
        using var patience = new CancellationTokenSource();
        var given = permits.AcquireAsync(One, "b", patience.Token).AsTask();
        var waits = permits.AcquireAsync(One, "c", Token).AsTask();

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await held.DisposeAsync();
        await held.DisposeAsync();

        var next = await waits;
        var last = permits.AcquireAsync(One, "d", Token).AsTask();
        Assert.False(last.IsCompleted);
        await next.DisposeAsync();
        await last;
    }

    [Fact]
    public async Task A_greedy_holder_gets_no_more_than_the_others()
    {
        await using var under = await OpenAsync();
        var permits = under.Ports.Permits;
        var served = new int[9];
        var left = 9 * 40;
        async Task ServeAsync(int holder)
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await using var permit = await permits.AcquireAsync(Two, $"h{holder}", Token);
                Interlocked.Increment(ref served[holder]);
                await Task.Yield();
            }
        }

        // Holder 0 asks eight times at once, the others once each. All of them wait before the first is served.
        var (one, other) = (await permits.AcquireAsync(Two, "first", Token), await permits.AcquireAsync(Two, "first", Token));
        Task[] serving = [.. Enumerable.Range(0, 8).Select(_ => ServeAsync(0)), .. Enumerable.Range(1, 8).Select(ServeAsync)];
        await one.DisposeAsync();
        await other.DisposeAsync();
        await Task.WhenAll(serving);

        Assert.Equal(9 * 40, served.Sum());
        Assert.True(served[0] <= served[1..].Max() * 1.3 + 8, $"{string.Join(' ', served)}");
    }

    private static async Task ServeAsync(IPermits permits, string holder, List<string> order)
    {
        await using var permit = await permits.AcquireAsync(Two, holder, Token);
        lock (order)
            order.Add(holder);
    }
}
