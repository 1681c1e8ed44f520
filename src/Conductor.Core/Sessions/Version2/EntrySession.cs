using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Protocol.Errors;
using Wire = Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>What a version 2 session needs of its surroundings.</summary>
/// <param name="Self">The session's actor: who is answered.</param>
/// <param name="Conversations">The directory of the conversations.</param>
/// <param name="Surfaces">The parent: takes turns that belong to no conversation.</param>
/// <param name="Fleet">What is known of the hosts.</param>
/// <param name="Shelf">The answers that can be read.</param>
/// <param name="Options">The bounds.</param>
/// <param name="Time">The time.</param>
/// <param name="Scheduler">Tells later.</param>
internal sealed record EntrySurroundings(
    IActorRef Self, IActorRef Conversations, IActorRef Surfaces, FleetBoard Fleet, AnswerShelf Shelf, SurfaceOptions Options, TimeProvider Time, IScheduler Scheduler);

/// <summary>
/// A surface that speaks version 2: its orders go to whom they concern, the answers come back to it alone, and what happens in the
/// conversations that it follows goes to its outlet. Part of a session actor, which owns it; answers are told to that actor.
/// </summary>
internal sealed partial class EntrySession
{
    private readonly string _id;
    private readonly string _caller;
    private readonly EntryOutlet _outlet;
    private readonly EntrySurroundings _around;
    private readonly MessageBucket _bucket;
    private readonly Action _end;
    private readonly Dictionary<IActorRef, Guid> _followed = [];
    private readonly Dictionary<Guid, Wire.Subscribe> _subscribing = [];
    private readonly Dictionary<Guid, Wire.Resume> _resuming = [];
    private readonly Queue<SurfaceAsked> _delayed = [];
    private readonly Heartbeat _heartbeat;

    public EntrySession(string id, string caller, EntryOutlet outlet, EntrySurroundings around, Action end)
    {
        (_id, _caller, _outlet, _around, _end) = (id, caller, outlet, around, end);
        _bucket = new MessageBucket(around.Options.MessagesPerSecond, around.Options.Burst, around.Time);
        _heartbeat = new Heartbeat(around.Options.MissedPings);
    }

    /// <summary>The first words.</summary>
    public void Welcome()
    {
        var options = _around.Options;
        var limits = new Wire.Limits(
            (uint)options.MaxFrameBytes, (uint)options.MaxPromptBytes, (uint)options.MaxSubscriptions, (uint)options.MaxCredit,
            (uint)options.MessagesPerSecond, (uint)options.Burst, (uint)options.PingInterval.TotalMilliseconds, (uint)options.Retain.TotalMilliseconds);
        var version = typeof(EntrySession).Assembly.GetName().Version?.ToString(3);
        Say(new Wire.Welcome(_id, $"conductor {version}", Guid.Empty, _around.Fleet.Current.DefaultModel, limits));
    }

    /// <summary>Something came for the session.</summary>
    public void Take(object message, IActorRef sender)
    {
        switch (message)
        {
            case SurfaceAsked asked:
                _heartbeat.Heard();
                if (asked.Message is Wire.Command order)
                {
                    OnOrder(asked, order);
                    break;
                }
                OnMessage(asked.Message);
                asked.Inlet.Handled();
                break;
            case OrderDue:
                OnOrderDue();
                break;
            case LeaveSoon leave:
                Say(new Wire.GoAway(leave.Reason, (uint)_around.Options.ReconnectAfter.TotalMilliseconds, null));
                break;
            case SurfaceGarbled garbled:
                garbled.Inlet.Handled();
                Say(Wire.Error.Of(garbled.Code, garbled.Problem));
                if (!garbled.CanGoOn)
                    _outlet.Finish();
                break;
            case PingDue:
                OnPingDue();
                break;
            default:
                TakeAnswer(message, sender);
                break;
        }
    }

    private void TakeAnswer(object message, IActorRef sender)
    {
        switch (message)
        {
            case CommandAccepted accepted when accepted.CommandId == Guid.Empty:
                // The session's own order, of which the surface knows nothing.
                break;
            case CommandAccepted accepted:
                Say(new Wire.Accepted(accepted.CommandId, accepted.Conversation, accepted.Turn?.Value, (ulong?)accepted.Seq, accepted.IsDuplicate));
                break;
            case CommandRefused refused:
                OnRefused(refused);
                break;
            case PageShown page:
                Say(WireWords.Snapshot(page.CommandId, page.Summary, page.Messages, page.HasOlder, page.Open.Select(Open)));
                break;
            case SurfaceAttached attached:
                OnAttached(attached, sender);
                break;
            case TurnShown shown:
                OnTurnShown(shown);
                break;
            case TurnIsOpen open when _resuming.Remove(open.CommandId, out var resume):
                OnResume(resume);
                break;
            case KeptPage page:
                Say(new Wire.Conversations(page.CommandId, Conductor.Protocol.ValueList.ToValueList(page.Page.Conversations.Select(WireWords.Summary)), page.Page.Cursor));
                break;
            case KeptPageFailed failed:
                Say(Wire.Error.Of(ErrorCode.Unavailable, failed.Reason, failed.CommandId));
                break;
            case TurnOpened opened when _followed.TryGetValue(sender, out var conversation):
                OnTurnOpened(conversation, opened);
                break;
            case ConversationNews news when _followed.TryGetValue(sender, out var conversation):
                OnNews(conversation, news, sender);
                break;
        }
    }

    private void OnRefused(CommandRefused refused)
    {
        _subscribing.Remove(refused.CommandId);
        _resuming.Remove(refused.CommandId);
        var error = Wire.Error.Of(refused.Code, refused.Reason, refused.CommandId);
        Say(error with { ConversationId = refused.Conversation });
    }

    private void OnNews(Guid conversation, ConversationNews news, IActorRef sender)
    {
        if (news is TurnClosed closed)
            Post(new SendEnd(WireWords.Closed(conversation, closed)));
        else if (WireWords.Event(conversation, news) is { } happened)
            Say(happened);
        if (news is ConversationDeleted)
            Unfollow(sender);
    }

    private void OnTurnOpened(Guid conversation, TurnOpened opened)
    {
        Say(WireWords.Event(conversation, opened.Began)!);
        if (_delivery.TryGetValue(conversation, out var delivery))
            Post(new FollowEntries(conversation, ShelvedOf(conversation, opened.Answer), new Wire.TurnPosition(opened.Answer.Turn.Value, 1, 0), delivery));
    }

    private void OnPingDue()
    {
        if (_heartbeat.Beat(out var ping))
            _end();
        else if (ping is { } seq)
            Say(new Wire.ConductorPing(seq));
    }

    private ShelvedAnswer ShelvedOf(Guid conversation, OpenAnswer answer) =>
        _around.Shelf.TryFind(answer.Turn, out var shelved) ? shelved : new ShelvedAnswer(answer.Turn, conversation, answer.MessageId, answer.Model, answer.Log);

    private Wire.OpenTurn Open(OpenAnswer answer) => WireWords.Open(answer, AttemptCount.Now(ShelvedOf(Guid.Empty, answer)));

    private void Say(Wire.ServerMessage message) => Post(new Send(message));

    private void Post(EntryOrder order)
    {
        // Only a surface that has stopped reading gets here; whoever keeps talking to it would fill memory instead.
        if (!_outlet.Post(order))
            _outlet.EndWith(Wire.Error.Of(ErrorCode.SurfaceTooSlow));
    }
}
