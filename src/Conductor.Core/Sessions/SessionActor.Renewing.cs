using Conductor.Core.Conversations;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>Tells the surface its conversation anew: when it asks by a second handshake, and when messages were taken away.</summary>
internal sealed partial class SessionActor
{
    // The history that a surface is told anew: news of it are in it already, answers that begin wait for it.
    private void Renewing()
    {
        Receive<PageShown>(OnRenewed);
        Receive<ConversationNews>(_ => { });
        OnAnyPhase();
        ReceiveAny(_ => Stash.Stash());
    }

    private void OnHandshakeAgain(Handshake handshake)
    {
        var isSame = handshake.ProtocolVersion == 1 || handshake.MinProtocolVersion <= 1;
        Deliver(new HandshakeAck(isSame, _connection.Id, isSame ? null : "This connection speaks version 1. Connect again for another.", 1));
        Deliver(new Ack(handshake.EventId));
        if (isSame)
            Renew();
    }

    private void Renew()
    {
        Become(Renewing);
        _conversation.Tell(new ShowPage(Guid.Empty, null, _options.SnapshotLength));
    }

    private void OnRenewed(PageShown page)
    {
        if (page.Messages.Count == 0)
            Deliver(new Notify(NotifyLevel.Info, null, "The conversation is empty."));
        _greeting.WithSnapshot = true;
        _running.IntersectWith(page.Open.Select(open => open.Turn));
        foreach (var message in _greeting.Words(page.Summary, page.Messages, page.Open.Count))
            Deliver(message);
        Become(Serving);
        Stash.UnstashAll();
    }
}
