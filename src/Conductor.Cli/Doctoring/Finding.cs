namespace Conductor.Cli.Doctoring;

/// <summary>How much a finding matters.</summary>
internal enum Gravity
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>It works, and worse than it could.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Broken,
}

/// <summary>One thing that the doctor saw.</summary>
/// <param name="Gravity">How much it matters.</param>
/// <param name="Place">Where: <c>configuration</c>, <c>machine</c>, <c>host gpu-1</c>.</param>
/// <param name="What">What is so, in a sentence.</param>
/// <param name="Remedy">What to do; null where there is nothing to do.</param>
internal sealed record Finding(Gravity Gravity, string Place, string What, string? Remedy = null)
{
    public static Finding Good(string place, string what) => new(Gravity.Good, place, what);

    public static Finding Note(string place, string what, string? remedy = null) => new(Gravity.Note, place, what, remedy);

    public static Finding Warning(string place, string what, string remedy) => new(Gravity.Warning, place, what, remedy);

    public static Finding Broken(string place, string what, string remedy) => new(Gravity.Broken, place, what, remedy);
}
