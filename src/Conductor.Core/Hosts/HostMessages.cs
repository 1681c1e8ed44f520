using Conductor.Core.Routing;

namespace Conductor.Core.Hosts;

/// <summary>
/// Question for what a host has; answered by <see cref="HostReported"/> to the host's parent, from what is known if that is young enough, else after a probe.
/// </summary>
/// <param name="MaxAge">How old the answer may be.</param>
internal sealed record ProbeHost(TimeSpan MaxAge);

/// <summary>What is known of a host has changed, or was asked for.</summary>
internal sealed record HostReported(HostSnapshot Snapshot);

/// <summary>
/// Question for the whole fleet; answered by a <see cref="FleetSnapshot"/> as soon as every host has reported. A host that is silent
/// delays the answer by its probe time-out at most.
/// </summary>
/// <param name="MaxAge">How old the knowledge of each host may be.</param>
internal sealed record RefreshFleet(TimeSpan MaxAge);
