namespace Conductor.House.Samples;

internal static class ContextKept
{
    public static async Task WaitAsync(Task task) => await task; // forbidden: CA2007
}
