namespace Conductor.Protocol.V2.Messages;

/// <summary>What a surface says to Conductor in version 2.</summary>
public abstract record ClientMessage
{
    private protected ClientMessage()
    {
    }
}

/// <summary>
/// An order. It is answered by exactly one <see cref="Accepted"/>, list or snapshot, or by one <see cref="Error"/>, each with its id.
/// The id makes a repeat harmless: a surface that got no answer sends the same order again, on any connection.
/// </summary>
/// <param name="CommandId">Chosen by the surface, never used twice for different orders; UUID version 7 sorts best.</param>
public abstract record Command(Guid CommandId) : ClientMessage;
