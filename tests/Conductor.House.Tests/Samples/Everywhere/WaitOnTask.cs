namespace Conductor.House.Samples;

internal static class WaitOnTask
{
    public static int Result(Task<int> task) => task.Result; // forbidden: RS0030 VSTHRD002
    public static int ValueResult(ValueTask<int> task) => task.Result; // forbidden: RS0030
    public static void Wait(Task task) => task.Wait(); // forbidden: RS0030 VSTHRD002
    public static bool WaitAWhile(Task task) => task.Wait(100); // forbidden: RS0030 VSTHRD002
    public static void GetResult(Task task) => task.GetAwaiter().GetResult(); // forbidden: RS0030 VSTHRD002
    public static int GetResult(ValueTask<int> task) => task.GetAwaiter().GetResult(); // forbidden: RS0030
    public static void Configured(Task task) => task.ConfigureAwait(false).GetAwaiter().GetResult(); // forbidden: RS0030
    public static void WaitAll(Task[] tasks) => Task.WaitAll(tasks); // forbidden: RS0030
    public static void WaitAny(Task[] tasks) => Task.WaitAny(tasks); // forbidden: RS0030
    public static void RunSynchronously(Task task) => task.RunSynchronously(); // forbidden: RS0030
    public static int Enumerate(IAsyncEnumerable<int> numbers) => numbers.ToBlockingEnumerable().Count(); // forbidden: RS0030

    public static async Task<int> AmongAwaitsAsync(Task<int> task)
    {
        await Task.Yield();
        return task.Result; // forbidden: RS0030 VSTHRD103
    }
}
