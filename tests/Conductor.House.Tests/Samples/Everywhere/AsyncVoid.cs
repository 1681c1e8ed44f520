namespace Conductor.House.Samples;

internal static class AsyncVoid
{
    public static async void Fire() => await Task.Yield(); // forbidden: VSTHRD100
    public static Action Lambda(Task task) => async () => await task.ConfigureAwait(false); // forbidden: VSTHRD101
    public static void Each(List<Task> tasks) => tasks.ForEach(async task => await task.ConfigureAwait(false)); // forbidden: VSTHRD101
}
