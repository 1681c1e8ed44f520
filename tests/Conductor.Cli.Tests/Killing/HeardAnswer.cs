using System.Text;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Tests.Killing;

/// <summary>An answer as a surface has it at the end, whatever happened on the way.</summary>
internal sealed record HeardAnswer(Guid Turn, string Text, EndReason End)
{
    /// <summary>What came, entry by entry, for whoever has to find out what went wrong.</summary>
    public string Story { get; private init; } = "";

    public static async Task<HeardAnswer> OfAsync(Guid turn, IAsyncEnumerable<TurnEntry> entries)
    {
        var (text, story, end, last) = (new StringBuilder(), new StringBuilder(), EndReason.Unknown, 0UL);
        await foreach (var entry in entries)
        {
            // A restart counts on from wherever the conductor is; behind everything else is the next.
            Assert.True(entry is Restarted || entry.Seq >= last, $"{turn}: {entry.Seq} comes after {last}");
            last = entry.Seq;
            story.Append(entry switch
            {
                Text said => $"{entry.From}-{entry.Seq} '{said.Content}' ",
                Restarted again => $"{entry.Seq} RESTARTED {again.Attempt} ",
                _ => $"{entry.Seq} {entry.GetType().Name} ",
            });
            if (entry is Restarted)
                text.Clear();
            else if (entry is Text more)
                text.Append(more.Content);
            else if (entry is End ended)
                end = ended.Reason;
        }
        return new HeardAnswer(turn, text.ToString(), end) { Story = story.ToString() };
    }
}
