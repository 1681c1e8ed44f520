using Conductor.OllamaSim.Json;

namespace Conductor.OllamaSim.Words;

/// <summary>What kind of output a piece is.</summary>
internal enum PieceKind
{
    Text,
    Thinking,
    ToolCall,
}

/// <summary>One token of an answer, or one whole tool call; its JSON escapes are made once.</summary>
internal sealed class Piece
{
    private byte[]? _escaped;

    private Piece(PieceKind kind, string text, string arguments) => (Kind, Text, Arguments) = (kind, text, arguments);

    public PieceKind Kind { get; }

    /// <summary>The token's text, or the name of the tool.</summary>
    public string Text { get; }

    /// <summary>The arguments of a tool call: a JSON object.</summary>
    public string Arguments { get; }

    public byte[] Escaped => _escaped ??= GoText.Escape(Text);

    public static Piece Said(string text) => new(PieceKind.Text, text, "");

    public static Piece Thought(string text) => new(PieceKind.Thinking, text, "");

    public static Piece Call(string tool, string arguments) => new(PieceKind.ToolCall, tool, arguments);
}
