namespace Conductor.Core.Journal;

/// <summary>Chooses what the journal keeps no longer.</summary>
internal static class JournalRetention
{
    /// <summary>The conversations that go, and the setting that wants it.</summary>
    public static (IReadOnlyList<Guid> Victims, string Setting) Choose(JournalState state, JournalPlan plan, DateTimeOffset now)
    {
        lock (state.Gate)
        {
            var idle = state.Index.Conversations.Values.Where(entry => entry.Outline.OpenTurns == 0 && !state.Active.ContainsKey(entry.Outline.Id));
            if (plan.RetainFor is { } age && idle.Where(entry => now - entry.Outline.UpdatedAt > age).ToList() is { Count: > 0 } old)
                return ([.. old.Select(entry => entry.Outline.Id)], "journal.retain-for");
            return plan.RetainBytes is { } most && Surplus(state, most) is > 0 and var surplus
                ? (Oldest(state, idle, surplus), "journal.retain-size")
                : ([], "");
        }
    }

    private static long Surplus(JournalState state, long most) => state.Index.Segments.Values.Sum(segment => segment.Length - segment.Dead) - most;

    // What one conversation takes is not counted: the average is near enough, and the next look finds what is still too much.
    private static IReadOnlyList<Guid> Oldest(JournalState state, IEnumerable<IndexEntry> idle, long surplus)
    {
        var live = Math.Max(1, state.Index.Segments.Values.Sum(segment => segment.Length - segment.Dead));
        var each = Math.Max(1, live / Math.Max(1, state.Index.Conversations.Count));
        var count = (int)Math.Min(int.MaxValue, (surplus / each) + 1);
        return [.. idle.OrderBy(entry => entry.Outline.UpdatedAt).Take(count).Select(entry => entry.Outline.Id)];
    }
}
