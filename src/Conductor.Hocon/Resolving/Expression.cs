using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

/// <summary>A value whose includes are merged and whose substitutions are not expanded yet.</summary>
internal abstract class Expression(HoconOrigin origin)
{
    public HoconOrigin Origin { get; } = origin;

    /// <summary>What it is does not depend on a substitution: a literal hides or merges with what its key had before, without being looked at.</summary>
    public virtual bool IsLiteral => false;
}

/// <summary>A scalar, or an array that is resolved already.</summary>
internal sealed class Constant(HoconValue value) : Expression(value.Origin)
{
    public HoconValue Value { get; } = value;

    public override bool IsLiteral => true;
}

/// <summary>An array as it is written.</summary>
internal sealed class ArrayLiteral(HoconOrigin origin, IReadOnlyList<Expression> elements) : Expression(origin)
{
    public IReadOnlyList<Expression> Elements { get; } = elements;

    public override bool IsLiteral => true;
}

/// <summary>An object as it is written, those of the same key merged into one as far as nothing stands between them.</summary>
/// <param name="origin">Where the first of them was written.</param>
/// <param name="slot">The key that it belongs to; null inside an array, where no path leads.</param>
internal sealed class ObjectLiteral(HoconOrigin origin, Slot? slot) : Expression(origin)
{
    public Slot? Slot { get; } = slot;

    public OrderedDictionary<string, Slot> Slots { get; } = new(StringComparer.Ordinal);

    public override bool IsLiteral => true;

    /// <summary>The path of this object from the root, or null inside an array.</summary>
    public HoconPath? Path => Slot?.Path;
}

/// <summary>Values side by side.</summary>
internal sealed class Concatenation(HoconOrigin origin, IReadOnlyList<Expression> parts) : Expression(origin)
{
    public IReadOnlyList<Expression> Parts { get; } = parts;
}

/// <summary>White space between the parts of a <see cref="Concatenation"/>.</summary>
internal sealed class Blank(HoconOrigin origin, string text) : Expression(origin)
{
    public string Text { get; } = text;
}

/// <summary>"+=": the array that the key had, and one more element.</summary>
/// <param name="origin">Where the element is written.</param>
/// <param name="previous">Looks the array up; null inside an array, where no path leads and only the same object is looked at.</param>
/// <param name="element">The element.</param>
internal sealed class Append(HoconOrigin origin, Substitution? previous, Expression element) : Expression(origin)
{
    public Substitution? Previous { get; } = previous;

    public Expression Element { get; } = element;
}

/// <summary>A substitution. Each occurrence is one object, and a mistake in it is reported once.</summary>
/// <param name="origin">From "${" to "}".</param>
/// <param name="scope">Path of the object that the file was included into; empty in the first file.</param>
/// <param name="path">The path as written.</param>
internal sealed class Substitution(HoconOrigin origin, HoconPath scope, HoconPath path) : Expression(origin)
{
    public HoconPath Scope { get; } = scope;

    public HoconPath Path { get; } = path;

    public bool IsOptional { get; init; }

    /// <summary>"${NAME[]}": the environment variables NAME_0, NAME_1 and so on.</summary>
    public bool IsList { get; init; }

    /// <summary>The environment is not asked: what stands for "+=" means the key itself.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Its mistake is reported already.</summary>
    public bool IsBroken { get; set; }
}
