namespace Conductor.House.Samples;

internal static class LostTasks
{
    public static void Unobserved(Func<Task> work)
    {
        work(); // forbidden: VSTHRD110
    }

    public static async Task UnobservedAmongAwaitsAsync(Task task, CancellationToken token)
    {
        await Task.Yield();
        task.WaitAsync(token); // forbidden: CS4014
    }

    public static async Task InUsingAsync(SemaphoreSlim semaphore, CancellationToken token)
    {
        using (semaphore.WaitAsync(token)) // forbidden: VSTHRD107
            await Task.Yield();
    }

    public static Task NullAsync() => null!; // forbidden: VSTHRD114

    public static async Task<int> TwiceAsync(Func<ValueTask<int>> work)
    {
        var task = work(); // forbidden: CA2012
        return await task.ConfigureAwait(false) + await task.ConfigureAwait(false);
    }
}
