using Conductor.Hocon.Including;
using Conductor.Hocon.Values;

namespace Conductor.Hocon;

/// <summary>How a configuration is read.</summary>
public sealed record HoconOptions
{
    /// <summary>The options that hold where none are given.</summary>
    public static HoconOptions Default { get; } = new();

    /// <summary>Bounds on what the configuration may ask of the process.</summary>
    public HoconLimits Limits { get; init; } = HoconLimits.Default;

    /// <summary>Looks up what a substitution names and no file defines; null for a variable that is not set.</summary>
    /// <value>Default: the environment of the process.</value>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Finds and reads files.</summary>
    /// <value>Default: the disk.</value>
    public IHoconFiles Files { get; init; } = DiskFiles.Instance;

    /// <summary>Values as if written in front of the first line, such as the ones of reference.conf; null for none.</summary>
    public HoconObject? Fallback { get; init; }

    /// <summary>Values as if written behind the last line, such as those of a command line; null for none.</summary>
    public HoconObject? Overrides { get; init; }
}
