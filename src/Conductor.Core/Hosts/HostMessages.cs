using Conductor.Core.Models;
using System.Collections.Immutable;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Hosts;

/// <summary>
/// Question for what a host has; answered by <see cref="HostReported"/> to the host's parent, from what is known if that is young enough, else after a probe.
/// </summary>
/// <param name="MaxAge">How old the answer may be.</param>
internal sealed record ProbeHost(TimeSpan MaxAge);

/// <summary>
/// Order to ask a host anew because what it has was changed just now: an answer to a question from before does not count. Answered by a
/// <see cref="FleetSnapshot"/> with what it said.
/// </summary>
/// <param name="Host">Its name.</param>
internal sealed record RecheckHost(string Host);

/// <summary>A host was asked anew for somebody, and has reported.</summary>
/// <param name="Asker">For whom.</param>
internal sealed record HostRechecked(IActorRef Asker);

/// <summary>A turn would go to this host if it could: it is asked for its news from time to time.</summary>
internal sealed record WantHost
{
    public static readonly WantHost Instance = new();
}

/// <summary>A probe of a host has ended.</summary>
/// <param name="By">Who asked.</param>
/// <param name="Findings">What it found.</param>
internal sealed record HostProbed(HostProber By, HostFindings Findings);

/// <summary>A look into a host's memory has ended.</summary>
/// <param name="By">Who looked.</param>
/// <param name="Resident">What it holds; null where that could not be had.</param>
internal sealed record HostLooked(HostProber By, IReadOnlyList<ResidentModel>? Resident);

/// <summary>Something is due at a host.</summary>
internal sealed record HostDue
{
    public static readonly HostDue Instance = new();
}

/// <summary>What is known of a host has changed, or was asked for.</summary>
/// <param name="Snapshot">What is known.</param>
/// <param name="IsAnswer">Who waits for the host's answer waits no longer. What is seen in passing answers nobody.</param>
internal sealed record HostReported(HostSnapshot Snapshot, bool IsAnswer = true);

/// <summary>
/// Question for the whole fleet; answered by a <see cref="FleetSnapshot"/> as soon as every host has reported that was not known to be down: those are
/// asked too, but what they say is for the next question. A host that falls silent delays the answer by its probe time-out at most.
/// </summary>
/// <param name="MaxAge">How old the knowledge of each host may be.</param>
internal sealed record RefreshFleet(TimeSpan MaxAge);

/// <summary>
/// Question of a turn that finds no host in what is known: asks the hosts anew. Answered by one <see cref="FleetLooked"/> after another, as
/// they report, so that nobody waits for a silent host whose model another one has.
/// </summary>
/// <param name="Turn">The turn that asks.</param>
/// <param name="MaxAge">How old the knowledge of each host may be.</param>
internal sealed record WatchFleet(TurnId Turn, TimeSpan MaxAge);

/// <summary>What is known of the fleet by now.</summary>
/// <param name="Turn">The turn that asked.</param>
/// <param name="Fleet">What is known.</param>
/// <param name="IsFinal">Every host has reported; nothing more follows.</param>
internal sealed record FleetLooked(TurnId Turn, FleetSnapshot Fleet, bool IsFinal) : TurnNews(Turn);

/// <summary>Order to use the fleet by a new plan; answered by <see cref="Done"/>. What runs goes on as it began.</summary>
/// <param name="Plan">The plan, with a driver for each of its hosts; those that are not needed are disposed of.</param>
/// <param name="SameDrivers">The hosts whose drivers are set up as before.</param>
internal sealed record ApplyFleetPlan(FleetPlan Plan, ImmutableHashSet<string> SameDrivers);

/// <summary>Order to a host that is not in the plan any more: say <see cref="HostRetired"/> when its last turn has ended.</summary>
internal sealed record RetireHost
{
    public static readonly RetireHost Instance = new();
}

/// <summary>A host that was told to retire has nothing more to do.</summary>
internal sealed record HostRetired(IActorRef Host);
