using Conductor.Core.Conversations;
using Conductor.Core.Hosts;

namespace Conductor.Core.Sessions;

/// <summary>What all sessions share.</summary>
/// <param name="Options">The bounds of one surface.</param>
/// <param name="Conversations">The directory of the conversations.</param>
/// <param name="Fleet">What is known of the hosts.</param>
/// <param name="Shelf">The answers that can be read now.</param>
internal sealed record SessionSurroundings(SurfaceOptions Options, IActorRef Conversations, FleetBoard Fleet, AnswerShelf Shelf);
