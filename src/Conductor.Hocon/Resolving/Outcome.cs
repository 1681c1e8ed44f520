using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

/// <summary>What looking at an expression came to.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Value">The value, if one was found.</param>
/// <param name="Frame">For a cycle: index of the frame that was met again.</param>
/// <param name="Trail">For a cycle: the substitutions that lead around it, the outermost first.</param>
internal readonly record struct Outcome(OutcomeKind Kind, HoconValue? Value = null, int Frame = -1, Trail? Trail = null)
{
    public static Outcome Undefined => new(OutcomeKind.Undefined);

    public static Outcome Blocked => new(OutcomeKind.Blocked);

    public static Outcome Broken => new(OutcomeKind.Broken);

    public static Outcome Found(HoconValue value) => new(OutcomeKind.Found, value);

    public static Outcome Cycle(int frame) => new(OutcomeKind.Cycle, Frame: frame);
}

/// <summary>The kinds of an <see cref="Outcome"/>.</summary>
internal enum OutcomeKind
{
    /// <summary>Nothing is there.</summary>
    Undefined,

    /// <summary>Nothing can be there: a value on the way is no object.</summary>
    Blocked,

    /// <summary>A value.</summary>
    Found,

    /// <summary>The way leads back to what is being worked on.</summary>
    Cycle,

    /// <summary>A mistake, which is reported.</summary>
    Broken,
}

/// <summary>Substitutions that lead one to the next.</summary>
internal sealed record Trail(Substitution Substitution, Trail? Next);
