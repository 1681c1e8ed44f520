using Conductor.Core.Ports;

namespace Conductor.Core.Tests.Ports;

/// <summary>An implementation of the ports, opened for one test.</summary>
/// <param name="Ports">The ports.</param>
/// <param name="Close">Closes them.</param>
public sealed record PortsUnderTest(ConversationPorts Ports, Func<ValueTask> Close) : IAsyncDisposable
{
    /// <summary>Whether there is a way to make the process die and come back with the same data.</summary>
    public Func<Task<PortsUnderTest>>? Restart { get; init; }

    public ValueTask DisposeAsync() => Close();
}
