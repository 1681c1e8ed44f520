using Conductor.Hocon.Lexing;
using Conductor.Hocon.Values;

namespace Conductor.Hocon.Parsing;

/// <summary>A value as it is written, before includes and substitutions.</summary>
internal abstract record Node(HoconOrigin Origin);

/// <summary>Text, a number, true, false or null.</summary>
internal sealed record ScalarNode(HoconOrigin Origin, HoconValueKind Kind, string Text) : Node(Origin);

/// <summary>White space between the parts of a concatenation: kept between simple values, ignored between objects and arrays.</summary>
internal sealed record BlankNode(HoconOrigin Origin, string Text) : Node(Origin);

/// <summary>"${path}", "${?path}" or, from the environment only, "${NAME[]}".</summary>
internal sealed record SubstitutionNode(HoconOrigin Origin, HoconPath Path, bool IsOptional, bool IsList) : Node(Origin);

/// <summary>Values side by side on one line.</summary>
internal sealed record ConcatenationNode(HoconOrigin Origin, IReadOnlyList<Node> Parts) : Node(Origin);

/// <summary>Elements in brackets.</summary>
internal sealed record ArrayNode(HoconOrigin Origin, IReadOnlyList<Node> Elements) : Node(Origin);

/// <summary>Members in braces, or those of a file.</summary>
internal sealed record ObjectNode(HoconOrigin Origin, IReadOnlyList<MemberNode> Members) : Node(Origin);

/// <summary>What stands in an object.</summary>
internal abstract record MemberNode(HoconOrigin Origin);

/// <summary>A key and its value. With "+=" the value is one more element of the array that the key had.</summary>
internal sealed record FieldNode(HoconOrigin Origin, HoconPath Key, bool IsAppend, Node Value) : MemberNode(Origin);

/// <summary>An include statement; compared by reference, because each one may stand for another file.</summary>
internal sealed record IncludeNode(HoconOrigin Origin, string Name, bool IsRequired) : MemberNode(Origin)
{
    public bool Equals(IncludeNode? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>A parsed file: its root and the include statements in it, in their order.</summary>
internal sealed record ParsedFile(SourceText Source, Node Root, IReadOnlyList<IncludeNode> Includes);
