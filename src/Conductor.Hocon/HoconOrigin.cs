using Conductor.Hocon.Lexing;

namespace Conductor.Hocon;

/// <summary>Where a key or a value was written.</summary>
/// <remarks>
/// It keeps the text of its file alive, so that an error found long after parsing can still show the line. Safe for concurrent readers.
/// </remarks>
public readonly struct HoconOrigin : IEquatable<HoconOrigin>
{
    private readonly SourceText? _source;
    private readonly int _start;

    internal HoconOrigin(SourceText source, int start, int length) => (_source, _start, Length) = (source, start, length);

    /// <summary>An origin outside any file, such as "command line" or "environment variable LAB_KEY".</summary>
    /// <param name="description">What an operator would call the place.</param>
    public static HoconOrigin Described(string description) => new(new SourceText(description, ""), 0, 0);

    /// <summary>Path of the file, or a description of the place if it is no file; never empty.</summary>
    public string Source => _source?.Name ?? "unknown";

    /// <summary>Line in the file, from 1; 0 if the place is no text.</summary>
    public int Line => _source is { Text.Length: > 0 } ? _source.Locate(_start).Line : 0;

    /// <summary>Column in the line, from 1, counted in UTF-16 code units as most editors do; 0 if the place is no text.</summary>
    public int Column => _source is { Text.Length: > 0 } ? _source.Locate(_start).Column : 0;

    internal int Length { get; }

    internal int Start => _start;

    internal SourceText? Text => _source;

    /// <summary>The place as "file:line:column", or its description alone.</summary>
    public override string ToString()
    {
        if (_source is not { Text.Length: > 0 }) return Source;
        var (line, column) = _source.Locate(_start);
        return $"{Source}:{line}:{column}";
    }

    /// <inheritdoc/>
    public bool Equals(HoconOrigin other) => ReferenceEquals(_source, other._source) && _start == other._start && Length == other.Length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HoconOrigin other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_source, _start, Length);

    /// <summary>Whether two origins are the same place in the same reading of a file.</summary>
    public static bool operator ==(HoconOrigin left, HoconOrigin right) => left.Equals(right);

    /// <summary>Whether two origins differ.</summary>
    public static bool operator !=(HoconOrigin left, HoconOrigin right) => !left.Equals(right);
}
