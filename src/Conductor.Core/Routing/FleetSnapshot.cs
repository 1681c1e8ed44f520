using System.Collections.Immutable;
using Conductor.Core.Backends;
using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>What is known of a host.</summary>
public enum HostHealth
{
    /// <summary>It was not asked yet.</summary>
    Unknown,

    /// <summary>It answered the last time.</summary>
    Up,

    /// <summary>It did not answer the last time.</summary>
    Down,
}

/// <summary>One host as of the moment of the snapshot. Immutable.</summary>
public sealed record HostSnapshot
{
    /// <summary>Its name in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>What it is: <c>ollama</c>, <c>openai</c>, <c>chat-client</c>, <c>eliza</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is, for people.</summary>
    public required string Address { get; init; }

    /// <summary>Its actor: takes a backend's messages and hands them on.</summary>
    public required IActorRef Ref { get; init; }

    /// <summary>The driver that speaks to it, for what no turn is. Belongs to the fleet.</summary>
    public IModelHost? Driver { get; init; }

    /// <summary>Whether it answers.</summary>
    public HostHealth Health { get; init; }

    /// <summary>What its last good probe found; empty before the first. Kept while it is down, so that what it has is still known.</summary>
    public HostFindings Findings { get; init; } = new();

    /// <summary>Why it is down, in a sentence; null while it is not.</summary>
    public string? Problem { get; init; }

    /// <summary>Requests that it is given at a time, per model.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>It answers only as long as no other host has any model: the built-in stand-in of a machine without one.</summary>
    public bool IsStandIn { get; init; }

    /// <summary>How fast it is compared with the others, as the operator sees it: with 2, a wait counts half.</summary>
    /// <value>Default 1; from 0.01 to 100.</value>
    public double Weight { get; init; } = 1;

    /// <summary>How long each stage of a turn may take there, unless a model has times of its own.</summary>
    public TurnTimeouts Timeouts { get; init; } = TurnTimeouts.Default;

    /// <summary>How the host as a whole is doing. Live: not a part of the snapshot's moment.</summary>
    public BackendGauge Gauge { get; init; } = new();

    /// <summary>How each of its models is doing. Live.</summary>
    public HostGauges Models { get; init; } = new();

    /// <summary>The load options, other than the context, that Conductor last had a model loaded with, by model.</summary>
    public ImmutableDictionary<string, string> LoadedWith { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>All hosts and what names mean, as of one moment. Immutable; safe to share.</summary>
public sealed record FleetSnapshot
{
    /// <summary>No host at all.</summary>
    public static FleetSnapshot Empty { get; } = new();

    private readonly ImmutableArray<HostSnapshot> _hosts = [];
    private readonly NameTable _names = NameTable.Empty;
    private FleetIndex? _index;

    /// <summary>The hosts in the order of the configuration.</summary>
    public ImmutableArray<HostSnapshot> Hosts
    {
        get => _hosts;
        init => (_hosts, _index) = (value, null);
    }

    /// <summary>What names mean.</summary>
    public NameTable Names
    {
        get => _names;
        init => (_names, _index) = (value, null);
    }

    /// <summary>The model for requests that name none; null: the first that there is.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>The hosts that are listed and that may be the default: a stand-in steps back while another host has a model.</summary>
    public IEnumerable<HostSnapshot> ActiveHosts
    {
        get
        {
            var anyReal = Hosts.Any(host => !host.IsStandIn && host.Findings.Models.Count > 0);
            return Hosts.Where(host => !host.IsStandIn || !anyReal);
        }
    }

    /// <summary>Who has which model: made when it is first asked for, once per snapshot.</summary>
    internal FleetIndex Index
    {
        get
        {
            if (Volatile.Read(ref _index) is { } known)
                return known;
            // Two that ask at once may both make it; the two are equal, and one stays.
            var made = new FleetIndex(this);
            return Interlocked.CompareExchange(ref _index, made, null) ?? made;
        }
    }

    /// <summary>Every host was asked at least once.</summary>
    public bool IsSettled => Hosts.All(host => host.Health != HostHealth.Unknown);
}
