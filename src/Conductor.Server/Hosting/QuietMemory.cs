using Conductor.Core.Tracing;

namespace Conductor.Server.Hosting;

/// <summary>
/// Gives memory back whenever a conductor has had nothing to do for a while and has become larger than it was when it last had nothing to do. The first answer
/// after that takes a few milliseconds longer. For a process that is a conductor and nothing else.
/// </summary>
/// <param name="diary">Whether there are turns.</param>
/// <param name="giveBack">How memory is given back.</param>
/// <param name="resident">Bytes that are in memory.</param>
/// <param name="time">The time.</param>
public sealed class QuietMemory(TurnDiary diary, Func<CancellationToken, Task> giveBack, Func<long> resident, TimeProvider time)
{
    /// <summary>So long it is quiet before memory is given back.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Growth that is worth it, in bytes.</summary>
    public const long Worth = 4 * 1024 * 1024;

    /// <summary>Looks, and gives back, until it is stopped. Begins with what the start has left. Does not throw.</summary>
    public async Task KeepAsync(CancellationToken stopping)
    {
        try
        {
            var turns = diary.Count;
            await giveBack(stopping);
            // What it needs to wait is known once it has waited.
            long? usual = null;
            while (true)
            {
                await Task.Delay(Pause, time, stopping);
                var isQuiet = diary.Count == turns && diary.Turns.All(turn => turn.IsOver);
                turns = diary.Count;
                if (!isQuiet)
                    continue;
                usual ??= resident();
                if (resident() < usual + Worth)
                    continue;
                await giveBack(stopping);
                usual = null;
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends, and all of it is given back.
        }
    }
}
