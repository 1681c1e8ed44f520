using Conductor.Core.Models;

namespace Conductor.Server.Http.Ollama;

/// <summary>How the two kinds of answer differ: a chat's text is in a message, a completion's is not.</summary>
internal sealed class AnswerShape
{
    private readonly byte[] _beforeText;
    private readonly byte[] _textLineEnd;
    private readonly byte[] _messageEnd;

    private AnswerShape(ReadOnlySpan<byte> beforeText, ReadOnlySpan<byte> messageEnd, bool isChat)
    {
        (_beforeText, _messageEnd, IsChat) = (beforeText.ToArray(), messageEnd.ToArray(), isChat);
        _textLineEnd = [.. "\""u8, .. messageEnd, .. ",\"done\":false}\n"u8];
    }

    /// <summary>The answer is a message.</summary>
    public bool IsChat { get; }

    /// <summary>What goes between the time and the text.</summary>
    public ReadOnlySpan<byte> BeforeText => _beforeText;

    /// <summary>What ends a line that has only text, the quote behind the text included.</summary>
    public ReadOnlySpan<byte> TextLineEnd => _textLineEnd;

    /// <summary>What ends the message.</summary>
    public ReadOnlySpan<byte> MessageEnd => _messageEnd;

    /// <summary>Of <c>/api/chat</c>.</summary>
    public static AnswerShape Chat { get; } = new(",\"message\":{\"role\":\"assistant\",\"content\":\""u8, "}"u8, isChat: true);

    /// <summary>Of <c>/api/generate</c>.</summary>
    public static AnswerShape Generate { get; } = new(",\"response\":\""u8, default, isChat: false);

    /// <summary>The shape that answers a request.</summary>
    public static AnswerShape Of(RequestShape request) => request == RequestShape.Chat ? Chat : Generate;
}
