namespace Conductor.Core.Ports;

/// <summary>
/// Slots at the fleet's models. A pool is one model on one host; no more of its permits are out at a time than it has slots, whoever
/// asks. Those who wait are served in this order: fewest permits held, then least recently served, then first come.
/// </summary>
/// <remarks>
/// Safe for concurrent callers. Every turn that a node's own queue lets through asks for a permit before it asks the host, and has it until
/// the host has ended or was told to stop. A node that is alone is given each at once: it has no more slots to give away than there are permits.
/// </remarks>
public interface IPermits
{
    /// <summary>Waits for a slot.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="holder">For whom: what the order is fair between (a conversation, or whoever calls without one).</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    /// <returns>The permit: to be disposed of when the slot is free again. Disposing twice does nothing.</returns>
    /// <exception cref="OperationCanceledException">The wait was given up. No slot is lost by it.</exception>
    /// <exception cref="ConversationStoreException">Whoever keeps the permits cannot be reached. The turn ends with that message.</exception>
    ValueTask<IPermit> AcquireAsync(PermitPool pool, string holder, CancellationToken cancellationToken);
}

/// <summary>A slot that is held. Giving it back never throws: what cannot be told now is told later, or seen by others when its holder is gone.</summary>
public interface IPermit : IAsyncDisposable
{
    /// <summary>The pool that it is of.</summary>
    PermitPool Pool { get; }
}

/// <summary>One model on one host.</summary>
/// <param name="Host">The host, told apart from all others by its name and its address.</param>
/// <param name="Model">The model.</param>
/// <param name="Slots">Permits that may be out at a time, from 1. The latest number given counts.</param>
public sealed record PermitPool(string Host, string Model, int Slots);
