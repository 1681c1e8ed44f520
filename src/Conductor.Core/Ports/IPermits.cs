namespace Conductor.Core.Ports;

/// <summary>
/// Slots at the fleet's models. A pool is one model on one host; no more of its permits are out at a time than it has slots, whoever
/// asks. Those who wait are served in this order: fewest permits held, then least recently served, then first come.
/// </summary>
/// <remarks>
/// Safe for concurrent callers. Nobody asks for a permit while there is one node: there the queue of each backend
/// (<c>Conductor.Core.Admission</c>) is the only one that gives its slots away, in the same order, and a second one behind it would cost
/// every turn and decide nothing. It is here, with an embedded implementation and its conformance suite, because nodes that share hosts
/// need it: then a backend asks for one before it gives a slot away.
/// </remarks>
public interface IPermits
{
    /// <summary>Waits for a slot.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="holder">For whom: what the order is fair between (a conversation, or whoever calls without one).</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    /// <returns>The permit: to be disposed of when the slot is free again. Disposing twice does nothing.</returns>
    /// <exception cref="OperationCanceledException">The wait was given up. No slot is lost by it.</exception>
    ValueTask<IPermit> AcquireAsync(PermitPool pool, string holder, CancellationToken cancellationToken);
}

/// <summary>A slot that is held.</summary>
public interface IPermit : IAsyncDisposable
{
    /// <summary>The pool that it is of.</summary>
    PermitPool Pool { get; }
}

/// <summary>One model on one host.</summary>
/// <param name="Host">The host.</param>
/// <param name="Model">The model.</param>
/// <param name="Slots">Permits that may be out at a time, from 1. The latest number given counts.</param>
public sealed record PermitPool(string Host, string Model, int Slots);
