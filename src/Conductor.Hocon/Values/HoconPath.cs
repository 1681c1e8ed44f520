using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Conductor.Hocon.Lexing;
using Conductor.Hocon.Parsing;

namespace Conductor.Hocon.Values;

/// <summary>The way from the root of a configuration to one of its values: a list of keys.</summary>
/// <remarks>Immutable; safe for concurrent readers. Keys are compared exactly, case included.</remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A path, and read as one.")]
public sealed class HoconPath : IReadOnlyList<string>, IEquatable<HoconPath>
{
    private readonly string[] _keys;

    internal HoconPath(params string[] keys) => _keys = keys;

    /// <summary>The path of the root itself, with no keys.</summary>
    public static HoconPath Root { get; } = new();

    /// <inheritdoc/>
    public int Count => _keys.Length;

    /// <inheritdoc/>
    public string this[int index] => _keys[index];

    /// <summary>A path of the given keys, each taken as it is, dots and all.</summary>
    public static HoconPath Of(params string[] keys) => new([.. keys]);

    /// <summary>Reads a path as it is written in a file, such as <c>models."qwen3:8b".target</c>; empty text is the root.</summary>
    /// <exception cref="ArgumentException">The text is no path: an empty key without quotes, or a reserved character outside them.</exception>
    public static HoconPath Parse(string text)
    {
        if (text.Length == 0) return Root;
        var source = new SourceText("path", text);
        var diagnostics = new Diagnostics(maxErrors: 1);
        var tokens = Lexer.Tokenize(source, diagnostics);
        var path = PathReader.Read(source, tokens[..^1], 0, diagnostics);
        return path is not null && !diagnostics.Any ? path : throw new ArgumentException(diagnostics.Errors[0].Explain(), nameof(text));
    }

    /// <summary>This path and one more key, which is taken as it is.</summary>
    public HoconPath Child(string key) => new([.. _keys, key]);

    /// <summary>The path as it would be written in a file, with quotes where they are needed; empty for the root.</summary>
    public override string ToString() => string.Join('.', _keys.Select(KeyText.Write));

    /// <inheritdoc/>
    public bool Equals(HoconPath? other) => other is not null && _keys.AsSpan().SequenceEqual(other._keys);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HoconPath);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var key in _keys) hash.Add(key, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_keys).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _keys.GetEnumerator();

    /// <summary>The path for a sentence: a long one is cut.</summary>
    internal string Shown => KeyText.Shorten(ToString());

    internal HoconPath Concat(HoconPath other) => Count == 0 ? other : other.Count == 0 ? this : new([.. _keys, .. other._keys]);

    internal HoconPath From(int index) => index == 0 ? this : new(_keys[index..]);

    internal HoconPath To(int count) => new(_keys[..count]);
}
