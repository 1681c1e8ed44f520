using Conductor.Core.Streams;

namespace Conductor.Core.Models;

/// <summary>
/// One server (or library) that runs models: the port behind which Ollama, OpenAI-compatible servers, any <c>IChatClient</c> and
/// Eliza look the same. Shaped like <c>IChatClient</c>: one streaming enumeration per request.
/// </summary>
/// <remarks>
/// Safe for concurrent callers. The fleet's failures are data: neither method throws for anything that a host does, only for a bug
/// and, where said, for cancellation.
/// </remarks>
public interface IModelHost : IAsyncDisposable
{
    /// <summary>What it is, as in the configuration: <c>ollama</c>, <c>openai</c>, <c>chat-client</c>, <c>eliza</c>.</summary>
    string Kind { get; }

    /// <summary>Where it is, for people: a URL, or the name of what runs in this process.</summary>
    string Address { get; }

    /// <summary>
    /// Once the caller of <see cref="RunAsync"/> had to wait, everything that follows comes on a thread of the pool on which nobody else waits, as what
    /// comes from a socket does: whoever passes an output on may do so there and then.
    /// </summary>
    /// <value>Default false: an output may come on anybody's thread.</value>
    bool SendsFromPool => false;

    /// <summary>
    /// Asks what the host has, without loading a model or costing it anything. An unreachable host is an answer
    /// (<see cref="HostFindings.Problem"/>). Throws only <see cref="OperationCanceledException"/>.
    /// </summary>
    Task<HostFindings> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Asks only what the host holds in memory, as a part of <see cref="ProbeAsync"/> that is cheap enough to be asked often while a model is
    /// loaded. Null: it could not be had. Throws only <see cref="OperationCanceledException"/>.
    /// </summary>
    async Task<IReadOnlyList<ResidentModel>?> LookAsync(CancellationToken cancellationToken) =>
        await ProbeAsync(cancellationToken).ConfigureAwait(false) is { IsReachable: true } findings ? findings.Resident : null;

    /// <summary>
    /// Runs one request and yields what comes, in order. The last output is always of kind <see cref="OutputKind.End"/>, whatever
    /// happened; an enumeration that stops without one was cut by a bug of the driver and is treated as
    /// <see cref="Streams.StreamEnd.BackendCut"/>.
    /// </summary>
    /// <remarks>
    /// Pull is back-pressure: the driver reads from its socket only while it is asked for the next output. Cancelling closes the
    /// socket at once; the enumeration then ends by throwing <see cref="OperationCanceledException"/>. Disposing the enumerator
    /// before its end closes the socket too.
    /// </remarks>
    IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for something besides answers; comes back with the headers. A host that has no such thing says so (501). The token is for the whole reply:
    /// cancelling it closes the socket at once. Throws only <see cref="OperationCanceledException"/>.
    /// </summary>
    Task<HostReply> CallAsync(HostCall call, CancellationToken cancellationToken) =>
        Task.FromResult(HostReply.Of(new Ending(StreamEnd.BackendRefused, $"{Address} ({Kind}) has nothing to say to that ({call.Kind}).", Status: 501)));
}
