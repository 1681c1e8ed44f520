namespace Conductor.Core.Ports;

/// <summary>
/// The five ports behind which conversations live. Whether there is one node or many is known to nobody in front of them.
/// </summary>
/// <param name="Membership">Who carries conversations together.</param>
/// <param name="Directory">Which conversations there are, and whose.</param>
/// <param name="Log">What happened in them.</param>
/// <param name="Permits">Slots at the fleet's models.</param>
/// <param name="Link">The way to the other members.</param>
public sealed record ConversationPorts(
    IMembership Membership, IConversationDirectory Directory, IConversationLog Log, IPermits Permits, IPeerLink Link);
