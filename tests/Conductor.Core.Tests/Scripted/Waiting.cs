using Conductor.Core.Streams;

namespace Conductor.Core.Tests.Scripted;

/// <summary>Waits for evidence; the patience is real time and only ends a test that has failed.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads a log to its end.</summary>
    public static async Task<Ending> EndOfAsync(ResponseLog log)
    {
        using var reader = log.OpenReader();
        return (await ReadUntilAsync(reader, entry => entry.Kind == EntryKind.End)).Ending!;
    }

    /// <summary>Reads up to the first entry that is wanted.</summary>
    public static async Task<LogEntry> ReadUntilAsync(LogReader reader, Func<LogEntry, bool> wanted)
    {
        while (true)
        {
            while (reader.TryRead(out var entry))
                if (wanted(entry))
                    return entry;
            Assert.False(reader.HasEnded, "The log ended without the entry that was waited for.");
            await reader.WaitAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a condition holds that no event announces.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>As the other one, where it takes a while to see.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "What was waited for did not come.");
            await Task.Yield();
        }
    }
}
