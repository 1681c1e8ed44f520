using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Ports;

/// <summary>The way to the member that owns a conversation, in the words of the native protocol.</summary>
/// <remarks>
/// Safe for concurrent callers. On one node every conversation is this node's own, a claim never finds another owner, and nobody uses the
/// link; orders and entries go straight to the actor. With several nodes it is used where a claim answers
/// <see cref="Claim.Owned"/> (<c>StoredConversation.ClaimAsync</c>): in place of the refusal there.
/// </remarks>
public interface IPeerLink
{
    /// <summary>Serves what other members ask of this one. Called once, before anything is asked.</summary>
    void Serve(IPeerTarget target);

    /// <summary>Hands an order to the owner and returns its answer.</summary>
    /// <returns>An <see cref="Error"/> that may be retried when the owner cannot be reached.</returns>
    Task<ServerMessage> ForwardAsync(Member owner, Command order, CancellationToken cancellationToken);

    /// <summary>
    /// Follows a conversation at its owner. No more frames come than there is credit for; frames of an epoch below one that was seen are
    /// dropped, so what a former owner still sends reaches nobody.
    /// </summary>
    IPeerAttachment Attach(Member owner, Subscribe order);
}

/// <summary>A conversation that is followed at its owner. Disposing of it ends it.</summary>
public interface IPeerAttachment : IAsyncDisposable
{
    /// <summary>What comes, in order. Ends when the owner lets go of it. For one reader.</summary>
    IAsyncEnumerable<PeerFrame> FramesAsync(CancellationToken cancellationToken);

    /// <summary>So many more frames may come.</summary>
    void Grant(int frames);
}

/// <summary>A message of a conversation on its way between members.</summary>
/// <param name="Epoch">The owner's epoch.</param>
/// <param name="Message">The message.</param>
public sealed record PeerFrame(long Epoch, ServerMessage Message);

/// <summary>The member's own side: answers orders of peers, and yields what happens in a conversation.</summary>
public interface IPeerTarget
{
    /// <summary>Carries an order out.</summary>
    Task<ServerMessage> TakeAsync(Command order, CancellationToken cancellationToken);

    /// <summary>What happens in a conversation from a position on, for as long as it is read.</summary>
    IAsyncEnumerable<PeerFrame> FollowAsync(Subscribe order, CancellationToken cancellationToken);
}
