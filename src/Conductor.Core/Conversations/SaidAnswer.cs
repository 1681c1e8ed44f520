using System.Text;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>What an answer came to in the end.</summary>
/// <param name="Text">Its text, without what was taken back.</param>
/// <param name="Model">The model that answered, as its host calls it; null when none did.</param>
/// <param name="Attempt">Which attempt it was, from 1.</param>
internal sealed record SaidAnswer(string Text, string? Model, int Attempt)
{
    /// <summary>Reads a log to its end, as far as it has come.</summary>
    public static SaidAnswer Of(ResponseLog log)
    {
        var text = new StringBuilder();
        var (model, attempt) = (default(string), 1);
        using var reader = log.Reread();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EntryKind.Restarted)
            {
                text.Clear();
                attempt++;
            }
            else if (entry.Kind == EntryKind.Text)
            {
                text.Append(Encoding.UTF8.GetString(entry.Utf8.Span));
            }
            model = entry.Status?.Model ?? model;
        }
        return new SaidAnswer(text.ToString(), model, attempt);
    }
}
