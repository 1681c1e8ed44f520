using Conductor.Hocon.Values;

namespace Conductor.Hocon.Rendering;

/// <summary>How a value is printed.</summary>
public sealed record HoconRenderOptions
{
    /// <summary>The options that hold where none are given.</summary>
    public static HoconRenderOptions Default { get; } = new();

    /// <summary>As JSON, with braces around the root, colons, commas and quotes everywhere.</summary>
    /// <value>Default false: as HOCON, with quotes only where they are needed.</value>
    public bool AsJson { get; init; }

    /// <summary>Behind each value of an object that is no object itself, a comment with its origin. JSON has no comments.</summary>
    /// <value>Default false.</value>
    public bool ShowOrigins { get; init; }

    /// <summary>Which values are secret: each is printed as "&lt;hidden&gt;", an object or array as a whole. An element's path ends in its index; the root is not asked about.</summary>
    /// <value>Default: none.</value>
    public Func<HoconPath, bool> Hide { get; init; } = _ => false;
}
