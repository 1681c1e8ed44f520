using System.Collections.Immutable;
using System.Text.Json;
using Conductor.Core.Backends;

namespace Conductor.Core.Routing;

/// <summary>What an operator has said about one name: what it stands for, what goes with it, and what stands in for it. Immutable.</summary>
/// <param name="Name">The name that requests use.</param>
public sealed record ModelPlan(string Name)
{
    /// <summary>The model or other name that it stands for; null: the model of this name.</summary>
    public string? Target { get; init; }

    /// <summary>Options that go with every request to it. Those that decide how a model is loaded overrule the caller's, the others fill in.</summary>
    public ImmutableArray<KeyValuePair<string, JsonElement>> Options { get; init; } = [];

    /// <summary>How long the host keeps the model afterwards, as <c>keep_alive</c>, where the caller does not say.</summary>
    public JsonElement? KeepAlive { get; init; }

    /// <summary>What answers in its place when it cannot, in this order.</summary>
    public ImmutableArray<string> Fallback { get; init; } = [];

    /// <summary>Tokens that it takes in; null where the operator has not said.</summary>
    public int? Context { get; init; }

    /// <summary>What it can, where the hosts do not say.</summary>
    public ModelNeeds? Capabilities { get; init; }

    /// <summary>Time-outs of its own; null for the general ones.</summary>
    public TurnTimeouts? Timeouts { get; init; }

    /// <summary>It is loaded at start on the best host that has it, and kept.</summary>
    public bool Preload { get; init; }
}
