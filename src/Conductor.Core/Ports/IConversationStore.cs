namespace Conductor.Core.Ports;

/// <summary>
/// A place of an application's own where conversations are kept: a directory and a log over the same data, as a table in a database is. A conductor that is
/// given one (<see cref="Conducting.ConductorPlan.Store"/>) uses it in the place of its journal, and is the only one that does: stores that several share need
/// a membership too.
/// </summary>
/// <remarks>
/// Safe for concurrent callers, and asynchronous to the bottom: members are called in the middle of a conversation's work, so one that blocks holds up others.
/// One that does not complete holds up its conversation alone. What a member throws against its contract is taken for a store that cannot be reached: it is
/// logged, what was to be kept is refused or tried again, and answers go on. Disposed of by the conductor, once, after its last turn.
/// </remarks>
public interface IConversationStore : IConversationDirectory, IConversationLog, IAsyncDisposable
{
    /// <summary>
    /// Opens it; called once, before anything else. No earlier member lives then: what was claimed has no owner any more, and no epoch from now on is one that
    /// there was.
    /// </summary>
    /// <param name="name">What people call this process.</param>
    /// <param name="cancellationToken">Gives up; the conductor is stopped before it was opened.</param>
    /// <returns>The member that owns what is claimed from now on: of this name, with an incarnation larger than that of every member before it.</returns>
    /// <exception cref="ConversationStoreException">It cannot be opened. The host's start ends with this message.</exception>
    ValueTask<Member> OpenAsync(string name, CancellationToken cancellationToken);
}
