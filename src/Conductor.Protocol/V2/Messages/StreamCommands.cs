namespace Conductor.Protocol.V2.Messages;

/// <summary>How far a surface has read a turn: the last entry it has, of the attempt it saw.</summary>
public sealed record TurnPosition(Guid TurnId, uint Attempt, ulong After);

/// <summary>
/// Follow a conversation from now on: its events after the one with the number given, or a snapshot when none is given or it is too old,
/// and every turn that runs, each from the position given or from its beginning.
/// </summary>
/// <param name="CommandId">The order's id.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="After">Number of the last event that the surface has; null for none.</param>
/// <param name="Turns">How far it has read the turns it knows; may be empty.</param>
/// <param name="Delivery">In what portions it wants answers.</param>
/// <param name="Credit">Stream messages that may be sent before more <see cref="Messages.Credit"/> is given; null for no such limit.</param>
public sealed record Subscribe(
    Guid CommandId, Guid ConversationId, ulong? After, ValueList<TurnPosition> Turns, Delivery Delivery, uint? Credit) : Command(CommandId);

/// <summary>Follow a conversation no more. Its turns go on.</summary>
public sealed record Unsubscribe(Guid CommandId, Guid ConversationId) : Command(CommandId);

/// <summary>Follow this conversation and no other: <see cref="Subscribe"/> and every <see cref="Unsubscribe"/> in one step.</summary>
public sealed record Switch(Guid CommandId, Guid ConversationId, ulong? After, Delivery Delivery, uint? Credit) : Command(CommandId);

/// <summary>
/// Send this turn's entries after the one given, whether it still runs or not, on any connection. When that attempt is not the
/// turn's own any more, <see cref="Restarted"/> comes first; when the entries are kept no longer, <see cref="TurnSnapshot"/> comes instead.
/// </summary>
public sealed record Resume(Guid CommandId, Guid ConversationId, TurnPosition Position, Delivery Delivery, uint? Credit) : Command(CommandId);

/// <summary>So many more stream messages of this conversation may be sent.</summary>
public sealed record Credit(Guid ConversationId, uint Messages) : ClientMessage;
