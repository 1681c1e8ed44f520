using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearNames
{
    /// <summary>The known models whose names are most like another one, the nearest first. What a name may go without does not count.</summary>
    public static string[] Of(string wanted, IEnumerable<string> known, int most) =>
        [.. known.OrderBy(name => EditDistance.Between(ModelName.Trim(name), ModelName.Trim(wanted))).Take(most)];
}
