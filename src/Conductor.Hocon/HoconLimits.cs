using System.Runtime.CompilerServices;

namespace Conductor.Hocon;

/// <summary>Bounds on what one configuration may ask of the process. Each is an error that names the limit when it is reached.</summary>
/// <remarks>A value outside its range throws <see cref="ArgumentOutOfRangeException"/>.</remarks>
public sealed record HoconLimits
{
    /// <summary>The limits that hold where none are given.</summary>
    public static HoconLimits Default { get; } = new();

    /// <summary>Deepest nesting of objects and arrays, written or made by substitutions; a key "a.b.c" counts as three.</summary>
    /// <value>Default 128; from 1 to 1,000.</value>
    public int MaxDepth { get; init => field = InRange(value, 1, 1_000); } = 128;

    /// <summary>Longest single text or file, in bytes of a file or characters of a text.</summary>
    /// <value>Default 1 MiB; from 1 to 64 MiB.</value>
    public int MaxFileBytes { get; init => field = InRange(value, 1, 64 << 20); } = 1 << 20;

    /// <summary>Files one inside the other by include.</summary>
    /// <value>Default 16; from 0 to 100.</value>
    public int MaxIncludeDepth { get; init => field = InRange(value, 0, 100); } = 16;

    /// <summary>Files read by include statements for one document; a file that is included twice counts once.</summary>
    /// <value>Default 256; from 0 to 10,000.</value>
    public int MaxIncludes { get; init => field = InRange(value, 0, 10_000); } = 256;

    /// <summary>Substitutions expanded, each as often as it is looked at.</summary>
    /// <value>Default 100,000; from 0 to 10,000,000.</value>
    public int MaxSubstitutions { get; init => field = InRange(value, 0, 10_000_000); } = 100_000;

    /// <summary>Substitutions that lead one to the next before a value is found.</summary>
    /// <value>Default 256; from 1 to 1,000.</value>
    public int MaxSubstitutionDepth { get; init => field = InRange(value, 1, 1_000); } = 256;

    /// <summary>Size of the resolved document in characters, as if it were printed: what stops a few lines from growing into gigabytes.</summary>
    /// <remarks>
    /// It also bounds the work, and with it the time and the memory: a written field counts as 32, one that is copied by a merge or a
    /// substitution as 4, an element as 1, and 100,000 are free.
    /// </remarks>
    /// <value>Default 16 Mi; from 1 to 1 Gi.</value>
    public int MaxResolvedSize { get; init => field = InRange(value, 1, 1 << 30); } = 16 << 20;

    /// <summary>Mistakes that are collected before the search stops.</summary>
    /// <value>Default 50; from 1 to 10,000.</value>
    public int MaxErrors { get; init => field = InRange(value, 1, 10_000); } = 50;

    private static int InRange(int value, int least, int most, [CallerMemberName] string name = "") =>
        value >= least && value <= most
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} is from {least} to {most}.");
}
