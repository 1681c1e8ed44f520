using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>Settings with what they were read from. Immutable.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Tree">What was written, on the command line and in the environment too; each value knows where. Defaults are not in it.</param>
/// <param name="File">The configuration file, whether it exists or not.</param>
public sealed record LoadedSettings(ConductorSettings Settings, HoconObject Tree, string File)
{
    /// <summary>The file is not there, or there is nothing in it but white space and comments.</summary>
    public bool IsBlank { get; init; }
}
