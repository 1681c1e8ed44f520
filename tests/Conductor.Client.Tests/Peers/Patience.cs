namespace Conductor.Client.Tests.Peers;

/// <summary>Waits for what must come, and only a defect keeps from coming.</summary>
internal static class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Longest, Token);

    public static Task SoonAsync(this Task task) => task.WaitAsync(Longest, Token);
}
