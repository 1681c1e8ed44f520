using Conductor.Cli.Terminal;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Chatting;

/// <summary>Shows what was said before.</summary>
internal static class Transcript
{
    /// <summary>Shows the last messages of a snapshot.</summary>
    public static void Show(Screen screen, Snapshot snapshot, int most)
    {
        if (snapshot.Older || snapshot.Messages.Count > most)
            screen.Note("[… /history 200 shows more]");
        foreach (var message in snapshot.Messages.TakeLast(most))
            Show(screen, message);
    }

    /// <summary>Shows one message.</summary>
    public static void Show(Screen screen, ChatMessage message)
    {
        if (message.Role != Role.Assistant)
        {
            screen.Note($"{(message.Role == Role.User ? "»" : "·")} {message.Content}");
            return;
        }
        var styler = screen.StylesOutput ? new MarkdownStyler() : null;
        screen.Write(styler is null ? message.Content : styler.Style(message.Content) + styler.End());
        if (!message.Content.EndsWith('\n'))
            screen.Write("\n");
        if (message.End is { } end and not EndReason.Completed)
            screen.Note(end == EndReason.CancelledByUser ? "[stopped]" : $"[ended early: {EndWords.Of(end)}]");
    }
}
