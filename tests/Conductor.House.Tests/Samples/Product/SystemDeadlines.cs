namespace Conductor.House.Samples;

internal static class SystemDeadlines
{
    public static async Task WaitAsync(Task task, CancellationToken token) =>
        await task.WaitAsync(TimeSpan.FromSeconds(1), token).ConfigureAwait(false); // forbidden: RS0030

    public static async Task<bool> EnterAsync(SemaphoreSlim semaphore, CancellationToken token) =>
        await semaphore.WaitAsync(1000, token).ConfigureAwait(false); // forbidden: RS0030
}
