namespace Conductor.Core.Ports;

/// <summary>
/// Which conversations there are, and who owns each. Whoever claims one gets an epoch larger than every one before; only its latest
/// epoch may append, so a former owner that does not know it yet does no harm.
/// </summary>
/// <remarks>Safe for concurrent callers. Every member may throw <see cref="ConversationStoreException"/> when the store cannot be reached or read.</remarks>
public interface IConversationDirectory
{
    /// <summary>Where a conversation is.</summary>
    /// <returns>Null when there is none: it was never begun, or it was deleted.</returns>
    ValueTask<ConversationPlace?> LocateAsync(Guid conversation, CancellationToken cancellationToken);

    /// <summary>
    /// Makes this member the owner of a conversation, which need not exist yet: it begins with its first event. Claiming what this
    /// member owns already counts the epoch up too.
    /// </summary>
    ValueTask<Claim> ClaimAsync(Guid conversation, CancellationToken cancellationToken);

    /// <summary>Gives a conversation back. Does nothing when the epoch is not the latest one.</summary>
    ValueTask ReleaseAsync(Guid conversation, long epoch, CancellationToken cancellationToken);

    /// <summary>The conversations that a question asks for, last used first.</summary>
    ValueTask<ConversationPage> ListAsync(ConversationQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// The conversations with a turn that has not ended and whose owner lives no longer, or that have none: their turns are to be taken
    /// over. At most so many, oldest first.
    /// </summary>
    ValueTask<IReadOnlyList<Guid>> OrphansAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>Where a conversation is, and how far it has come.</summary>
/// <param name="Owner">The member that owns it; null for none.</param>
/// <param name="Epoch">The latest epoch.</param>
/// <param name="Outline">What a list shows of it.</param>
public sealed record ConversationPlace(Member? Owner, long Epoch, ConversationOutline Outline);

/// <summary>The answer to a claim.</summary>
public abstract record Claim
{
    private Claim()
    {
    }

    /// <summary>The conversation is the caller's.</summary>
    /// <param name="Epoch">The epoch to append with.</param>
    /// <param name="Head">The number of its last event; 0 for none.</param>
    public sealed record Granted(long Epoch, long Head) : Claim;

    /// <summary>Another member that lives owns it.</summary>
    public sealed record Owned(Member Owner) : Claim;
}

/// <summary>Asks for a page of conversations.</summary>
/// <param name="Limit">So many at most; from 1 to 1,000.</param>
/// <param name="Cursor">Where the page before has ended; null for the first one.</param>
/// <param name="Text">Only those whose title or messages hold this, whatever the case of its letters; null for all.</param>
public sealed record ConversationQuery(int Limit, string? Cursor = null, string? Text = null);

/// <summary>A page of conversations.</summary>
/// <param name="Conversations">The conversations, last used first.</param>
/// <param name="Cursor">What asks for the next page; null on the last one.</param>
public sealed record ConversationPage(IReadOnlyList<ConversationOutline> Conversations, string? Cursor);
