using Conductor.Core.Conversations;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>What an <see cref="EntryOutlet"/> is told to do, in order.</summary>
internal abstract record EntryOrder;

/// <summary>Send this message.</summary>
internal sealed record Send(ServerMessage Message) : EntryOrder;

/// <summary>Send the entries of an answer from here on; one that is followed already is followed from here.</summary>
internal sealed record FollowEntries(Guid Conversation, ShelvedAnswer Answer, TurnPosition Position, Delivery Delivery) : EntryOrder;

/// <summary>Send no more entries of this conversation's answers.</summary>
internal sealed record StopEntries(Guid Conversation) : EntryOrder;

/// <summary>An answer has ended: send what is left of it, and then this; without its message where the surface has had it all.</summary>
internal sealed record SendEnd(TurnEnded Ended) : EntryOrder;

/// <summary>From now on so many stream messages of this conversation may go out; null for any number.</summary>
internal sealed record SetCredit(Guid Conversation, long? Messages) : EntryOrder;

/// <summary>So many more stream messages may go out.</summary>
internal sealed record AddCredit(Guid Conversation, uint Messages, uint Most) : EntryOrder;
