using Conductor.Routing;

namespace Conductor.Actor;

/// <summary>How an actor is to be run, apart from what it is. Immutable; null leaves a matter to the props.</summary>
/// <remarks>Every actor is local here, so of a deployment's scope there is only one.</remarks>
public sealed record Deploy
{
    /// <summary>A deployment that says nothing.</summary>
    public Deploy()
    {
    }

    /// <summary>The deployment of a router.</summary>
    public Deploy(RouterConfig routerConfig) => RouterConfig = routerConfig;

    /// <summary>The deployment that says nothing.</summary>
    public static Deploy Local { get; } = new();

    /// <summary>The same.</summary>
    public static Deploy None => Local;

    /// <summary>What makes the actor a router.</summary>
    public RouterConfig? RouterConfig { get; internal init; }

    /// <summary>As <see cref="Props.WithMailbox"/>.</summary>
    public string? Mailbox { get; internal init; }

    /// <summary>As <see cref="Props.WithDispatcher"/>.</summary>
    public string? Dispatcher { get; internal init; }

    /// <summary>As <see cref="Props.WithStashCapacity"/>.</summary>
    public int? StashCapacity { get; internal init; }

    /// <summary>The same deployment as a router.</summary>
    public Deploy WithRouterConfig(RouterConfig routerConfig) => this with { RouterConfig = routerConfig };

    /// <summary>The same deployment with a mailbox.</summary>
    public Deploy WithMailbox(string mailbox) => this with { Mailbox = mailbox };

    /// <summary>The same deployment with a dispatcher's name.</summary>
    public Deploy WithDispatcher(string dispatcher) => this with { Dispatcher = dispatcher };

    /// <summary>The same deployment with a bound on the stash, 1 or more.</summary>
    public Deploy WithStashCapacity(int stashCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stashCapacity, 1);
        return this with { StashCapacity = stashCapacity };
    }
}
