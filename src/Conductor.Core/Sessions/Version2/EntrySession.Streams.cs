using Conductor.Core.Conversations;
using Conductor.Core.Streams;
using Conductor.Protocol.Errors;
using Wire = Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>What a surface follows.</summary>
internal sealed partial class EntrySession
{
    private readonly Dictionary<Guid, Wire.Delivery> _delivery = [];

    private void ObeyStream(Wire.Command order)
    {
        switch (order)
        {
            case Wire.Subscribe subscribe:
                OnSubscribe(subscribe);
                break;
            case Wire.Switch one:
                foreach (var (conversation, id) in _followed.Where(followed => followed.Value != one.ConversationId).ToArray())
                    Leave(conversation, id);
                OnSubscribe(new Wire.Subscribe(one.CommandId, one.ConversationId, one.After, [], one.Delivery, one.Credit));
                break;
            case Wire.Unsubscribe leave:
                foreach (var (conversation, id) in _followed.Where(followed => followed.Value == leave.ConversationId).ToArray())
                    Leave(conversation, id);
                Post(new StopEntries(leave.ConversationId));
                Say(new Wire.Accepted(leave.CommandId, leave.ConversationId, null, null, false));
                break;
            case Wire.Resume resume:
                OnResume(resume);
                break;
        }
    }

    private void OnSubscribe(Wire.Subscribe subscribe)
    {
        var known = _followed.ContainsValue(subscribe.ConversationId);
        if (!known && _followed.Count + _subscribing.Count >= _around.Options.MaxSubscriptions)
        {
            Say(Wire.Error.Of(ErrorCode.TooManySubscriptions, $"This surface follows {_around.Options.MaxSubscriptions} conversations already.", subscribe.CommandId));
            return;
        }
        if (!_subscribing.TryAdd(subscribe.CommandId, subscribe))
            return;
        To(subscribe.ConversationId, new AttachSurface(subscribe.CommandId, (long?)subscribe.After, _around.Options.SnapshotMessages));
    }

    private void OnAttached(SurfaceAttached attached, IActorRef conversation)
    {
        if (!_subscribing.Remove(attached.CommandId, out var subscribe))
            return;
        var id = subscribe.ConversationId;
        (_followed[conversation], _delivery[id]) = (id, subscribe.Delivery);
        Post(new SetCredit(id, subscribe.Credit));
        if (attached.Missed is { } missed)
        {
            Say(new Wire.Accepted(subscribe.CommandId, id, null, (ulong)attached.Summary.Seq, false));
            foreach (var news in missed)
                Say(WireWords.Event(id, news)!);
        }
        else
            Say(WireWords.Snapshot(subscribe.CommandId, attached.Summary, attached.Messages, attached.HasOlder, attached.Open.Select(Open)));
        foreach (var open in attached.Open)
        {
            var position = subscribe.Turns.FirstOrDefault(turn => turn.TurnId == open.Turn.Value) ?? new Wire.TurnPosition(open.Turn.Value, 1, 0);
            Post(new FollowEntries(id, ShelvedOf(id, open), position, subscribe.Delivery));
        }
    }

    private void OnResume(Wire.Resume resume)
    {
        var turn = new TurnId(resume.Position.TurnId);
        if (!_around.Shelf.TryFind(turn, out var answer))
        {
            if (_resuming.Count < _around.Options.MaxSubscriptions && _resuming.TryAdd(resume.CommandId, resume))
                To(resume.ConversationId, new ShowTurn(resume.CommandId, turn));
            else
                Say(Wire.Error.Of(ErrorCode.RateLimited, "Too many answers are being looked up for this surface.", resume.CommandId));
            return;
        }
        if (answer.Log.Ending is not null && (long)resume.Position.After == answer.Log.LastNumber)
        {
            Say(Wire.Error.Of(ErrorCode.TurnEnded, "The turn has ended, and the surface has all of it.", resume.CommandId));
            return;
        }
        Say(new Wire.Accepted(resume.CommandId, resume.ConversationId, turn.Value, null, false));
        if (!_delivery.ContainsKey(resume.ConversationId) || resume.Credit is not null)
            Post(new SetCredit(resume.ConversationId, resume.Credit));
        Post(new FollowEntries(resume.ConversationId, answer, resume.Position, resume.Delivery));
    }

    // Its log is gone; what the conversation has kept is the whole of it.
    private void OnTurnShown(TurnShown shown)
    {
        if (!_resuming.Remove(shown.CommandId))
            return;
        Say(new Wire.Accepted(shown.CommandId, shown.Conversation, shown.Turn.Value, null, false));
        Say(WireWords.TurnSnapshot(shown.Closed));
    }

    private void Leave(IActorRef conversation, Guid id)
    {
        conversation.Tell(new DetachSurface(Guid.Empty), _around.Self);
        Unfollow(conversation);
        Post(new StopEntries(id));
    }

    private void Unfollow(IActorRef conversation)
    {
        if (_followed.Remove(conversation, out var id))
            _delivery.Remove(id);
    }
}
