namespace Conductor.Protocol.V1.Messages;

/// <summary>What Conductor says to a surface in version 1: 34 variants, each a sealed record of this namespace named as on the wire.</summary>
public abstract record ConductorMessage
{
    private protected ConductorMessage()
    {
    }
}
