using Conductor.Core.Backends;
using Conductor.Core.Routing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>What an operator wrote of one name of a model.</summary>
/// <param name="Plan">All of it but the times.</param>
internal sealed record ModelSettings(ModelPlan Plan)
{
    /// <summary>The times of its own, as a change of the general ones; null where none is written.</summary>
    public Func<TurnTimeouts, TurnTimeouts>? Timeouts { get; init; }

    public ModelSettings With(Func<TurnTimeouts, TurnTimeouts> change) =>
        this with { Timeouts = Timeouts is { } before ? general => change(before(general)) : change };
}
