using Conductor.Core.Conversations;
using Conductor.Core.Streams;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>Where a surface goes on in an answer, and which attempt that is.</summary>
/// <param name="After">The entry to go on after.</param>
/// <param name="Attempt">The attempt that goes on there.</param>
internal readonly record struct AttemptStart(long After, int Attempt);

/// <summary>Counts the attempts of an answer: each <see cref="EntryKind.Restarted"/> in its log begins another.</summary>
internal static class AttemptCount
{
    /// <summary>Where to go on: after what the surface has, or at the newest restart where what it has is void.</summary>
    public static AttemptStart StartOf(ShelvedAnswer answer, TurnPosition position)
    {
        var (restarts, last, known) = (0, 0L, 0);
        var reader = answer.Log.Reread();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind != EntryKind.Restarted)
                continue;
            restarts++;
            last = reader.Position;
            if (reader.Position <= (long)position.After)
                known = restarts;
        }
        var newest = Math.Max(restarts + 1, answer.Attempt);
        if (last > 0 && position.Attempt < newest && position.After > 0)
            return new AttemptStart(last - 1, newest - 1);
        // A number from beyond the end is a mistake, or of a log that was another: the surface gets all of this one.
        return (long)position.After > answer.Log.LastNumber ? new AttemptStart(0, newest - restarts) : new AttemptStart((long)position.After, newest - restarts + known);
    }

    /// <summary>The attempt that an answer is in now.</summary>
    public static int Now(ShelvedAnswer answer)
    {
        var restarts = 0;
        var reader = answer.Log.Reread();
        while (reader.TryRead(out var entry))
            if (entry.Kind == EntryKind.Restarted)
                restarts++;
        return Math.Max(restarts + 1, answer.Attempt);
    }
}
