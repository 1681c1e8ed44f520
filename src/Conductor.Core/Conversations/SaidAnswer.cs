using System.Text;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>What an answer came to in the end.</summary>
/// <param name="Text">Its text, without what was taken back.</param>
/// <param name="Model">The model that answered, as its host calls it; null when none did.</param>
/// <param name="Restarts">How often it was begun anew.</param>
internal sealed record SaidAnswer(string Text, string? Model, int Restarts)
{
    /// <summary>Reads a log to its end, as far as it has come.</summary>
    /// <param name="log">The log.</param>
    /// <param name="common">Up to this number the entries are those of earlier attempts, whose restarts are counted already.</param>
    public static SaidAnswer Of(ResponseLog log, long common = 0)
    {
        var text = new StringBuilder();
        var (model, restarts) = (default(string), 0);
        using var reader = log.Reread();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EntryKind.Restarted)
            {
                text.Clear();
                restarts += reader.Position > common ? 1 : 0;
            }
            else if (entry.Kind == EntryKind.Text)
            {
                text.Append(Encoding.UTF8.GetString(entry.Utf8.Span));
            }
            model = entry.Status?.Model ?? model;
        }
        return new SaidAnswer(text.ToString(), model, restarts);
    }
}
