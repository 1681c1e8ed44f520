using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>What an attempt at a turn came to.</summary>
/// <param name="Ending">How it ended. It is not in the log yet: whoever owns the turn decides whether another attempt follows.</param>
/// <param name="Entries">Entries that the attempt appended; 0 means that nobody has seen anything of it.</param>
/// <param name="Usage">The host's counts, where it gave some.</param>
internal sealed record PumpOutcome(Ending Ending, long Entries, ModelUsage? Usage = null)
{
    /// <summary>The host was asked; false for a run that got no permit.</summary>
    public bool WasAsked { get; init; } = true;
}
