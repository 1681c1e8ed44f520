namespace Conductor.Fleet.Tests.Support;

/// <summary>Deadlines that only a broken product meets.</summary>
internal static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    /// <summary>Waits for evidence, but not for ever.</summary>
    public static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Long, TestContext.Current.CancellationToken);

    /// <inheritdoc cref="SoonAsync{T}(Task{T})"/>
    public static Task SoonAsync(this Task task) => task.WaitAsync(Long, TestContext.Current.CancellationToken);
}
