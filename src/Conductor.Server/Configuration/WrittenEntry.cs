using Conductor.Hocon;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration;

/// <summary>One entry of a table as an operator wrote it.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Origin">Where its name is written.</param>
/// <param name="Fields">What is written in it.</param>
internal sealed record WrittenEntry(HoconPath Path, HoconOrigin Origin, HoconObject Fields)
{
    /// <summary>Something is written under the key.</summary>
    public bool Has(string key) => Fields.TryGet(key, out _);

    /// <summary>A path below another.</summary>
    public static HoconPath Join(HoconPath path, HoconPath below) => below.Aggregate(path, static (joined, key) => joined.Child(key));
}
