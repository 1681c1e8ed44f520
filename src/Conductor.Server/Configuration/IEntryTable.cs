using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>A table of entries that the operator names: hosts, models.</summary>
internal interface IEntryTable
{
    /// <summary>Its full path.</summary>
    HoconPath Path { get; }

    /// <summary>The keys that an entry may have, below the entry.</summary>
    IReadOnlyList<HoconPath> EntryPaths { get; }

    /// <summary>A value with this path below an entry is never shown.</summary>
    bool IsSecret(HoconPath entryPath);

    /// <summary>The settings with this table as the tree has it.</summary>
    ConductorSettings Apply(ConductorSettings settings, HoconObject tree, ICollection<HoconError> errors);
}
