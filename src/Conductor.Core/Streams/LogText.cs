using System.Text;

namespace Conductor.Core.Streams;

/// <summary>Reads the text of a log as one string.</summary>
public static class LogText
{
    /// <summary>All text entries so far, joined; what came before a <see cref="EntryKind.Restarted"/> is dropped.</summary>
    public static string Collect(ResponseLog log)
    {
        var text = new StringBuilder();
        using var reader = log.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EntryKind.Restarted)
                text.Clear();
            else if (entry.Kind == EntryKind.Text)
                text.Append(Encoding.UTF8.GetString(entry.Utf8.Span));
        }
        return text.ToString();
    }
}
