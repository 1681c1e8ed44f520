using Conductor.Core.Streams;

namespace Conductor.Core.Tests.Streams;

public sealed class AsyncSignalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_set_before_the_wait_is_kept_once()
    {
        var signal = new AsyncSignal();
        signal.Set();
        signal.Set();

        await signal.WaitAsync();
        var second = signal.WaitAsync();

        Assert.False(second.IsCompleted);
        signal.Set();
        await second;
    }

    [Fact]
    public async Task A_second_waiter_is_refused()
    {
        var signal = new AsyncSignal();
        var first = signal.WaitAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await signal.WaitAsync());
        signal.Set();
        await first;
    }

    [Fact]
    public void A_waiter_runs_on_the_stack_of_whoever_allows_it_and_no_other()
    {
        var signal = new AsyncSignal();
        var here = Environment.CurrentManagedThreadId;
        var ranOn = 0;
        _ = NoteAsync();
        signal.Set(runsHere: true);

        Assert.Equal(here, ranOn);

        async Task NoteAsync()
        {
            await signal.WaitAsync().ConfigureAwait(false);
            ranOn = Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public async Task No_change_is_missed_whoever_makes_it_and_whenever()
    {
        const int Changes = 200_000;
        var signal = new AsyncSignal();
        var changes = 0;
        var writers = Enumerable.Range(0, 2).Select(_ => ChangeAsync()).ToArray();

        var seen = 0;
        while (seen < 2 * Changes)
        {
            // A lost wake-up would end here, in a wait that nobody ends.
            await signal.WaitAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
            seen = Volatile.Read(ref changes);
        }
        await Task.WhenAll(writers);
        Assert.Equal(2 * Changes, seen);

        async Task ChangeAsync()
        {
            await Task.Yield();
            for (var i = 0; i < Changes; i++)
            {
                Interlocked.Increment(ref changes);
                signal.Set();
                if (i % 1000 == 0)
                    await Task.Yield();
            }
        }
    }
}
