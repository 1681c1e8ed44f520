using System.Collections.Concurrent;

namespace Conductor.OllamaSim.Words;

/// <summary>All the tokens of one answer, and their wire forms that were made before, so that a burst costs a copy and nothing else.</summary>
internal sealed class Speech(IReadOnlyList<Piece> pieces)
{
    private const int RenderedForms = 8;

    private readonly ConcurrentDictionary<string, Rendered> _rendered = new();

    public IReadOnlyList<Piece> Pieces { get; } = pieces;

    public string TextOf(PieceKind kind) => string.Concat(Pieces.Where(piece => piece.Kind == kind).Select(piece => piece.Text));

    public Rendered Render(string form, Func<Rendered> make)
    {
        if (_rendered.TryGetValue(form, out var known)) return known;
        var made = make();
        if (_rendered.Count < RenderedForms) _rendered[form] = made;
        return made;
    }
}

/// <summary>Bytes ready for the socket, where each token ends in them, and the id and time that they carry.</summary>
internal sealed record Rendered(byte[] Bytes, int[] Ends, int Key, long Created)
{
    public int TokensIn(int bytes)
    {
        var at = Array.BinarySearch(Ends, bytes);
        return at >= 0 ? at + 1 : ~at;
    }
}
