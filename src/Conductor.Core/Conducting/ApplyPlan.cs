using System.Collections.Immutable;

namespace Conductor.Core.Conducting;

/// <summary>Order to change to a new plan; answered by <see cref="Done"/> when new turns go by it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="SameDrivers">The hosts whose drivers are set up as before.</param>
internal sealed record ApplyPlan(ConductorPlan Plan, ImmutableHashSet<string> SameDrivers);
