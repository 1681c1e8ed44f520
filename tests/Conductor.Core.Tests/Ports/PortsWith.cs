using System.Runtime.CompilerServices;
using Conductor.Conformance;
using Conductor.Core.Ports;
using Conductor.Protocol.V2.Messages;
using ConversationEvent = Conductor.Core.Conversations.Events.ConversationEvent;

namespace Conductor.Core.Tests.Ports;

/// <summary>A log that does one thing otherwise.</summary>
internal sealed class LogWith(IConversationLog log) : IConversationLog
{
    public Func<Guid, long, long, IReadOnlyList<ConversationEvent>, ValueTask<AppendOutcome>> Append { get; init; } = log.AppendAsync;

    public Func<Guid, long, Task<List<StoredEvent>>> Read { get; init; } = (id, after) => log.AllAsync(id, after, CancellationToken.None);

    public Func<Guid, long, Guid?, ValueTask<AppendOutcome>> Delete { get; init; } = log.DeleteAsync;

    public ValueTask<AppendOutcome> AppendAsync(Guid conversation, long epoch, long head, IReadOnlyList<ConversationEvent> events) => Append(conversation, epoch, head, events);

    public async IAsyncEnumerable<StoredEvent> ReadAsync(Guid conversation, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var stored in await Read(conversation, after))
            yield return stored;
    }

    public ValueTask<AppendOutcome> DeleteAsync(Guid conversation, long epoch, Guid? commandId) => Delete(conversation, epoch, commandId);
}

/// <summary>A directory that does one thing otherwise.</summary>
internal sealed class DirectoryWith(IConversationDirectory directory) : IConversationDirectory
{
    public Func<Guid, ValueTask<ConversationPlace?>> Locate { get; init; } = id => directory.LocateAsync(id, CancellationToken.None);

    public Func<Guid, ValueTask<Claim>> Claim { get; init; } = id => directory.ClaimAsync(id, CancellationToken.None);

    public Func<Guid, long, ValueTask> Release { get; init; } = (id, epoch) => directory.ReleaseAsync(id, epoch, CancellationToken.None);

    public Func<ConversationQuery, ValueTask<ConversationPage>> List { get; init; } = query => directory.ListAsync(query, CancellationToken.None);

    public Func<int, ValueTask<IReadOnlyList<Guid>>> Orphans { get; init; } = limit => directory.OrphansAsync(limit, CancellationToken.None);

    public ValueTask<ConversationPlace?> LocateAsync(Guid conversation, CancellationToken cancellationToken) => Locate(conversation);

    public ValueTask<Claim> ClaimAsync(Guid conversation, CancellationToken cancellationToken) => Claim(conversation);

    public ValueTask ReleaseAsync(Guid conversation, long epoch, CancellationToken cancellationToken) => Release(conversation, epoch);

    public ValueTask<ConversationPage> ListAsync(ConversationQuery query, CancellationToken cancellationToken) => List(query);

    public ValueTask<IReadOnlyList<Guid>> OrphansAsync(int limit, CancellationToken cancellationToken) => Orphans(limit);
}

/// <summary>A membership that does one thing otherwise.</summary>
internal sealed class MembershipWith(IMembership membership) : IMembership
{
    private int _joins;

    public bool CountsEachJoin { get; init; }

    public Func<Member, Member> Shown { get; init; } = member => member;

    public Func<bool> Lease { get; init; } = () => membership.LeaseOk;

    public Func<long, CancellationToken, Task<MembershipView>> Changed { get; init; } = membership.ChangedAsync;

    public Member Self => Shown(membership.Self);

    public MembershipView Current => new(membership.Current.Version + (CountsEachJoin ? _joins : 0), [.. membership.Current.Live.Select(Shown)]);

    public bool LeaseOk => Lease();

    public Task JoinAsync(CancellationToken cancellationToken)
    {
        _joins++;
        return membership.JoinAsync(cancellationToken);
    }

    public Task<MembershipView> ChangedAsync(long version, CancellationToken cancellationToken) => Changed(version, cancellationToken);

    public Task LeaveAsync(CancellationToken cancellationToken) => membership.LeaveAsync(cancellationToken);

    public ValueTask DisposeAsync() => membership.DisposeAsync();
}

/// <summary>Permits that are got otherwise.</summary>
internal sealed class PermitsWith(Func<PermitPool, string, CancellationToken, ValueTask<IPermit>> acquire) : IPermits
{
    public ValueTask<IPermit> AcquireAsync(PermitPool pool, string holder, CancellationToken cancellationToken) => acquire(pool, holder, cancellationToken);
}

/// <summary>A permit that is given back otherwise.</summary>
internal sealed class PermitWith(IPermit permit, Func<ValueTask> giveBack) : IPermit
{
    public PermitPool Pool => permit.Pool;

    public ValueTask DisposeAsync() => giveBack();
}

/// <summary>A link that does one thing otherwise.</summary>
internal sealed class LinkWith(IPeerLink link) : IPeerLink
{
    public IPeerTarget? Target { get; private set; }

    public Func<Member, Command, Task<ServerMessage>> Forward { get; init; } = (owner, order) => link.ForwardAsync(owner, order, CancellationToken.None);

    public Func<LinkWith, Member, Subscribe, IPeerAttachment> Attached { get; init; } = (_, owner, order) => link.Attach(owner, order);

    public void Serve(IPeerTarget target)
    {
        Target = target;
        link.Serve(target);
    }

    public Task<ServerMessage> ForwardAsync(Member owner, Command order, CancellationToken cancellationToken) => Forward(owner, order);

    public IPeerAttachment Attach(Member owner, Subscribe order) => Attached(this, owner, order);
}

/// <summary>An attachment that does one thing otherwise.</summary>
internal sealed class AttachmentWith(IPeerAttachment attachment) : IPeerAttachment
{
    public Func<CancellationToken, IAsyncEnumerable<PeerFrame>> Frames { get; init; } = attachment.FramesAsync;

    public Func<ValueTask> End { get; init; } = attachment.DisposeAsync;

    public IAsyncEnumerable<PeerFrame> FramesAsync(CancellationToken cancellationToken) => Frames(cancellationToken);

    public void Grant(int frames) => attachment.Grant(frames);

    public ValueTask DisposeAsync() => End();
}
