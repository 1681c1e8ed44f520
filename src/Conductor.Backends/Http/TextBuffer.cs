namespace Conductor.Backends.Http;

/// <summary>Holds the texts of one line that had escapes. Used again for every line; grows to the longest.</summary>
internal sealed class TextBuffer
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Forgets the texts of the line before.</summary>
    public void Clear() => _length = 0;

    /// <summary>What a piece of text means: a part of the line itself where it has no escapes, else of this buffer.</summary>
    public ReadOnlyMemory<byte> Text(JsonPiece piece, ReadOnlyMemory<byte> line)
    {
        if (!piece.IsEscaped)
            return piece.In(line);
        // All texts of a line fit into its length, so that the buffer is only ever replaced while it is empty.
        if (_bytes.Length < line.Length)
            _bytes = new byte[Math.Max(line.Length, 2 * _bytes.Length)];
        var start = _length;
        _length += JsonText.Unescape(piece.In(line).Span, _bytes.AsSpan(start));
        return _bytes.AsMemory(start, _length - start);
    }
}
