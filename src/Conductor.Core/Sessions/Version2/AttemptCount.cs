using System.Buffers;
using System.Text;
using Conductor.Core.Conversations;
using Conductor.Core.Streams;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>Where a surface goes on in an answer, and which attempt that is.</summary>
/// <param name="After">The entry to go on after.</param>
/// <param name="Attempt">The attempt that goes on there.</param>
/// <param name="First">What the surface is told before; null when it knows which attempt goes on, or learns it from the first entry.</param>
internal readonly record struct AttemptStart(long After, int Attempt, TurnSnapshot? First = null);

/// <summary>
/// Counts the attempts of an answer: each <see cref="EntryKind.Restarted"/> in its log begins another. Those that a conductor which died has
/// written are counted in the number that the answer began with here.
/// </summary>
internal static class AttemptCount
{
    /// <summary>Where to go on: after what the surface has, at the newest restart where what it has is void, or at the beginning.</summary>
    public static AttemptStart StartOf(ShelvedAnswer answer, TurnPosition position)
    {
        var (restarts, shared, last, known, after) = (0, 0, 0L, 0, (long)position.After);
        var reader = answer.Log.Reread();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind != EntryKind.Restarted)
                continue;
            restarts++;
            last = reader.Position;
            shared += last <= answer.Common ? 1 : 0;
            if (reader.Position <= after)
                known = restarts;
        }
        var newest = Math.Max(answer.Attempt, shared + 1) + restarts - shared;
        if (last > 0 && position.Attempt < newest && after > 0)
            return new AttemptStart(last - 1, newest - 1);
        var (first, here) = (newest - restarts, newest - restarts + known);
        // What was not saved before a crash was said anew since, under the same numbers, or is still to be; and a number from beyond the
        // end is a mistake, or of a log that was another. Either way the surface begins this one at its beginning.
        if (after > answer.Log.LastNumber || (position.Attempt < answer.Attempt && after > answer.Common))
            return new AttemptStart(0, first, Beginning(answer, 0, first));
        return new AttemptStart(after, here, position.Attempt < here ? Beginning(answer, after, here) : null);
    }

    // Names the attempt to a surface that knows of an earlier one. Its words are what it has by then, so it goes on as if nothing were.
    private static TurnSnapshot Beginning(ShelvedAnswer answer, long to, int attempt)
    {
        var (text, thinking) = (ShownWords.Of(answer), new ArrayBufferWriter<byte>());
        text.Take(answer.Log, to);
        var reader = answer.Log.Reread();
        while (reader.Position < to && reader.TryRead(out var entry))
            if (entry.Kind == EntryKind.Restarted)
                thinking.ResetWrittenCount();
            else if (entry.Kind == EntryKind.Thinking)
                thinking.Write(entry.Utf8.Span);
        var thought = thinking.WrittenCount > 0 ? Encoding.UTF8.GetString(thinking.WrittenSpan) : null;
        return new TurnSnapshot(answer.Turn.Value, (ulong)to, (uint)attempt, Encoding.UTF8.GetString(text.Words), thought, null);
    }

    /// <summary>The attempt that an answer is in now.</summary>
    public static int Now(ShelvedAnswer answer)
    {
        var (restarts, shared) = (0, 0);
        var reader = answer.Log.Reread();
        while (reader.TryRead(out var entry))
            if (entry.Kind == EntryKind.Restarted)
                (restarts, shared) = (restarts + 1, shared + (reader.Position <= answer.Common ? 1 : 0));
        return Math.Max(answer.Attempt, shared + 1) + restarts - shared;
    }
}
