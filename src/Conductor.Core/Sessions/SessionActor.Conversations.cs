using Conductor.Core.Conversations;
using Conductor.Core.Ports;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>
/// A surface of version 1 that goes from one conversation to another. What it says goes to the one in front; those that it has had in front
/// before go on behind, and it hears what is answered there, and which conversations begin and are deleted.
/// </summary>
internal sealed partial class SessionActor
{
    private const int MostInTurn = 100;

    private readonly Dictionary<Guid, Guid> _focusing = [];
    // The oldest first: when there are too many, it is the first that is not heard of any more.
    private readonly OrderedDictionary<IActorRef, Guid> _behind = [];
    private Guid _focused = MainConversation;
    private bool _isFrontGone;
    private Func<IReadOnlyList<ConversationOutline>, ConductorMessage?>? _onPage;

    private void OnConversationEvent(SurfaceEvent said)
    {
        switch (said)
        {
            case FocusConversation focus:
                Focus(focus.ConversationId);
                break;
            case FocusNextConversation:
                List(all => FocusBeside(all, 1));
                break;
            case FocusPrevConversation:
                List(all => FocusBeside(all, -1));
                break;
            case RequestSummary:
                List(Summarise);
                break;
            case ExitSummary:
                Deliver(new ConversationFocused(_focused));
                break;
        }
    }

    private void Focus(Guid id)
    {
        // One at a time of the same: a surface that asks again and again is answered once.
        if (_focusing.ContainsValue(id))
            return;
        var order = new AttachSurface(Guid.CreateVersion7(), null, _options.SnapshotLength);
        _focusing.Add(order.CommandId, id);
        _conversations.Tell(id == MainConversation ? new ToMainConversation(order) : new ToConversation(id, order));
    }

    private void OnFocused(SurfaceAttached attached)
    {
        if (!_focusing.Remove(attached.CommandId, out var id))
            return;
        if (Sender.Equals(_conversation))
        {
            Post(new DropAnswers(Behind: null));
            Deliver(new ConversationFocused(id));
        }
        else
            BringToFront(Sender, id);
        _running.Clear();
        _isTyping = false;
        _greeting.WithSnapshot = true;
        foreach (var message in _greeting.Words(attached.Summary, attached.Messages, attached.Open.Count))
            Deliver(message);
        foreach (var live in attached.Open)
            OnTurnOpened(live);
    }

    private void BringToFront(IActorRef conversation, Guid id)
    {
        // Its snapshot has what was said, and its answers that are under way are shown from their beginning.
        Post(new ChangeFront(_focused, id));
        _behind.Remove(conversation);
        if (!_isFrontGone)
            _behind[_conversation] = _focused;
        _isFrontGone = false;
        if (_behind.Count >= _options.MaxSubscriptions)
        {
            var (oldest, name) = _behind.GetAt(0);
            oldest.Tell(new DetachSurface(Guid.Empty));
            _behind.RemoveAt(0);
            Post(new DropAnswers(name));
        }
        (_conversation, _focused) = (conversation, id);
    }

    private void OnTurnOpenedBehind(TurnOpened opened)
    {
        if (_behind.TryGetValue(Sender, out var id))
            Post(new Follow(opened.Answer.MessageId, opened.Answer.Model, opened.Answer.Log, id));
    }

    private void OnDirectoryNews(DirectoryNews news) => Deliver(news.IsGone ? new ConversationRemoved(news.Id) : new ConversationCreated(news.Id, AgentName: null));

    private void OnNotFocused(CommandRefused refused)
    {
        _focusing.Remove(refused.CommandId);
        Warn(refused.Reason);
    }

    // That it is gone is told by the directory.
    private void OnFocusedIsGone()
    {
        _isFrontGone = true;
        Focus(MainConversation);
    }

    private void List(Func<IReadOnlyList<ConversationOutline>, ConductorMessage?> then)
    {
        _onPage = then;
        _conversations.Tell(new ListKept(Guid.Empty, new ConversationQuery(MostInTurn)));
    }

    private void OnKeptPage(KeptPage page)
    {
        if (_onPage?.Invoke(page.Page.Conversations) is { } message)
            Deliver(message);
        _onPage = null;
    }

    // Around the main one and all that are kept, in the order of their beginning, which does not change while they are used.
    private ConductorMessage? FocusBeside(IReadOnlyList<ConversationOutline> all, int step)
    {
        Guid[] ring = [MainConversation, .. all.OrderBy(one => one.CreatedAt).Select(one => one.Id).Where(id => id != MainConversation)];
        var here = Array.IndexOf(ring, _focused);
        Focus(ring[(Math.Max(here, 0) + step + ring.Length) % ring.Length]);
        return null;
    }

    private SummaryReady Summarise(IReadOnlyList<ConversationOutline> all)
    {
        var lines = all.Select(one => $"{(string.IsNullOrEmpty(one.Title) ? one.Opening ?? "(nothing said yet)" : one.Title)}: {one.Messages} messages{(one.OpenTurns > 0 ? ", answering now" : "")}");
        return new SummaryReady(_focused, all.Count == 0 ? "Nothing has been said yet." : string.Join('\n', lines), [.. all.Select(one => one.Id)]);
    }
}
