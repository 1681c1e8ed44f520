namespace Conductor.House.Samples;

internal static class OtherThreads
{
    public static async Task RunAsync(Action work) => await Task.Run(work).ConfigureAwait(false); // forbidden: RS0030
    public static async Task RunTaskAsync(Func<Task> work) => await Task.Run(work).ConfigureAwait(false); // forbidden: RS0030
    public static Task StartNewAsync(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default); // forbidden: RS0030
    public static bool Queue(Action work) => ThreadPool.QueueUserWorkItem(_ => work()); // forbidden: RS0030
    public static Thread Own(ThreadStart work) => new(work); // forbidden: RS0030
    public static void For(Action<int> work) => Parallel.For(0, 10, work); // forbidden: RS0030
    public static int Query(int[] numbers) => numbers.AsParallel().Sum(); // forbidden: RS0030
}
