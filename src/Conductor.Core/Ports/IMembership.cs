namespace Conductor.Core.Ports;

/// <summary>Who carries conversations together. One run of one process is one member; a member that has left never comes back.</summary>
/// <remarks>Safe for concurrent callers.</remarks>
public interface IMembership : IAsyncDisposable
{
    /// <summary>This member. Its incarnation is 0 until it has joined.</summary>
    Member Self { get; }

    /// <summary>Who lives, as far as is known here. Costs nothing.</summary>
    MembershipView Current { get; }

    /// <summary>
    /// Whether this member may still act as the owner of anything. Asked before an order is accepted, before each write and before
    /// each batch of frames; false pauses, it does not end.
    /// </summary>
    bool LeaseOk { get; }

    /// <summary>Becomes a member. Later calls do nothing.</summary>
    Task JoinAsync(CancellationToken cancellationToken);

    /// <summary>Waits for a view other than the one with this version, and returns it.</summary>
    Task<MembershipView> ChangedAsync(long version, CancellationToken cancellationToken);

    /// <summary>Stops being one: what it owned is free for others. Later calls do nothing.</summary>
    Task LeaveAsync(CancellationToken cancellationToken);
}

/// <summary>One run of one process.</summary>
/// <param name="Incarnation">Its number: later members have larger ones, and none is used twice.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Url">Where its peers reach it; null where there are none.</param>
public sealed record Member(long Incarnation, string Name, Uri? Url = null);

/// <summary>The members that live.</summary>
/// <param name="Version">Counts the views up.</param>
/// <param name="Live">The members, by incarnation.</param>
public sealed record MembershipView(long Version, IReadOnlyList<Member> Live);
