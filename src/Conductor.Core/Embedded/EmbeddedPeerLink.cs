using Conductor.Core.Ports;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Embedded;

/// <summary>The way to oneself: the same messages and the same credit as between processes, without bytes.</summary>
internal sealed class EmbeddedPeerLink(IMembership membership) : IPeerLink
{
    private IPeerTarget? _target;

    /// <inheritdoc/>
    public void Serve(IPeerTarget target) => _target = target;

    /// <inheritdoc/>
    public async Task<ServerMessage> ForwardAsync(Member owner, Command order, CancellationToken cancellationToken) =>
        TargetOf(owner) is { } target
            ? await target.TakeAsync(order, cancellationToken).ConfigureAwait(false)
            : Error.Of(ErrorCode.ShuttingDown, $"The conductor {owner.Name} is not there.", order.CommandId);

    /// <inheritdoc/>
    public IPeerAttachment Attach(Member owner, Subscribe order) => new EmbeddedAttachment(TargetOf(owner), order);

    private IPeerTarget? TargetOf(Member owner) =>
        membership.Current.Live.Any(member => member.Incarnation == owner.Incarnation) ? _target : null;
}
