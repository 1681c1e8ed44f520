using Conductor.Core.Ports;

namespace Conductor.Conformance;

/// <summary>An implementation of the ports, opened for one clause: with nothing in it, and as a member that has joined.</summary>
/// <param name="Ports">The ports. Those whose clauses are not checked may be null.</param>
/// <param name="Close">Closes them, and removes what they have left behind.</param>
public sealed record PortsUnderTest(ConversationPorts Ports, Func<ValueTask> Close) : IAsyncDisposable
{
    /// <summary>
    /// Lets the process die as far as that can be played, and opens the same data anew. Null for an implementation that keeps nothing beyond
    /// its process: clauses about that do not apply to it.
    /// </summary>
    public Func<Task<PortsUnderTest>>? Restart { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Close();
}
