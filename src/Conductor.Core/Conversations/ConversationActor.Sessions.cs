using Conductor.Core.Conversations.Events;
using Conductor.Core.Conversations.Keeping;
using Conductor.Protocol.Errors;

namespace Conductor.Core.Conversations;

/// <summary>Who looks on, and what they order about the conversation as a whole.</summary>
internal sealed partial class ConversationActor
{
    private void TakingSessions()
    {
        Receive<AttachSurface>(OnAttach);
        Receive<DetachSurface>(OnDetach);
        Receive<Terminated>(gone => OnGone(gone.ActorRef));
        Receive<ConfirmBegun>(order => Accept(order, Sender, turn: null, seq: null));
        Receive<ShowPage>(OnShowPage);
        Receive<ShowTurn>(OnShowTurn);
        Receive<ChangeModel>(order => Change(order, title: null, order.Model));
        Receive<RenameConversation>(order => Change(order, order.Title, model: null));
        Receive<ClearHistory>(OnClearHistory);
        Receive<DeleteConversation>(OnDelete);
    }

    private void OnAttach(AttachSurface order)
    {
        if (!_sessions.Contains(Sender))
        {
            _sessions.Add(Sender);
            Context.Watch(Sender);
            WatchIdleness();
        }
        var missed = order.After is { } after ? _book.After(after) : null;
        var (messages, older) = missed is null ? _book.History.Page(before: null, order.Messages)!.Value : ([], false);
        Reply(new SurfaceAttached(order.CommandId, _book.Outline, missed, messages, older, Open()));
        ConsiderGreeting();
    }

    private void OnDetach(DetachSurface order)
    {
        if (_sessions.Remove(Sender))
            Context.Unwatch(Sender);
        WatchIdleness();
        Accept(order, Sender, turn: null, seq: null);
    }

    private void OnGone(IActorRef session)
    {
        _sessions.Remove(session);
        WatchIdleness();
    }

    private void OnShowPage(ShowPage question)
    {
        if (_book.History.Page(question.Before, question.Limit) is var (messages, older))
            Reply(new PageShown(question.CommandId, _book.Outline, messages, older, Open()));
        else
            Refuse(question, ErrorCode.MessageNotFound, $"There is no message {question.Before} in this conversation.");
    }

    private void OnShowTurn(ShowTurn question)
    {
        if (_book.EndOf(question.Turn) is { } closed)
            Reply(new TurnShown(question.CommandId, _book.Id, question.Turn, closed));
        else if (_desk.IsWaiting(question.Turn) || _desk.Find(question.Turn) is not null)
            Reply(new TurnIsOpen(question.CommandId));
        else
            Refuse(question, ErrorCode.TurnNotFound, $"There is no turn {question.Turn} in this conversation.");
    }

    private void Change(ConversationCommand order, string? title, string? model)
    {
        var changed = new ConversationChanged(_book.Seq + 1, Now, title, model);
        Keep(order, turn: null, [changed], [new Events.ConversationChanged(title, model)], () => { });
    }

    private void OnClearHistory(ClearHistory order)
    {
        MessagesRemoved? removed = _book.History.Entries is [var first, ..] ? new(_book.Seq + 1, Now, first.Id) : null;
        ConversationEvent kept = removed is null ? new OrderAccepted("clear") : KeptWords.Of(removed, _book.History.Entries.Count);
        Keep(order, turn: null, removed is null ? [] : [removed], [kept], () => CancelAll(Stopped));
    }

    private void OnDelete(DeleteConversation order)
    {
        var deleted = new ConversationDeleted(_book.Seq + 1, Now);
        var sender = Sender;
        _ledger.Delete(order.CommandId, CarryOut, reason => sender.Tell(new CommandRefused(order.CommandId, _book.Id, ErrorCode.Unavailable, reason)));
        Become(Keeping);

        void CarryOut()
        {
            _deleted = true;
            PutAsidesOff();
            Record(deleted);
            Accept(order, sender, turn: null, deleted.Seq);
            // Before those who look on: they go elsewhere by the parent, and have heard of it when they get there.
            _ledger.Tell(() => Context.Parent.Tell(new DirectoryNews(_book.Id, IsGone: true)));
            Announce(deleted);
            CancelAll(Stopped);
            GoOn();
        }
    }

    private OpenAnswer[] Open() => [.. _desk.Running.Select(turn => turn.Answer)];

    /// <summary>Puts news into the book, and into the directory's view of it. Telling those who look on is the next step.</summary>
    private TNews Record<TNews>(TNews news)
        where TNews : ConversationNews
    {
        _book.Apply(news);
        Context.Parent.Tell(new ConversationNoted(_book.Outline, _deleted));
        return news;
    }

    private void Accept(ConversationCommand order, IActorRef asker, Streams.TurnId? turn, long? seq)
    {
        var accepted = new CommandAccepted(order.CommandId, _book.Id, turn, seq);
        _known.Remember(accepted);
        object answer = order is SubmitCall && _services.Shelf.TryFind(turn!.Value, out var shelved) ? new TurnStarted(turn.Value, shelved.Log, Self) : accepted;
        _ledger.Tell(() => asker.Tell(answer));
    }

    private void Refuse(ConversationCommand order, ErrorCode code, string reason) => Reply(Refusal(order, code, reason));

    // A call waits for a turn: it gets one that has ended before it began.
    private object Refusal(ConversationCommand order, ErrorCode code, string reason)
    {
        if (order is not SubmitCall { Call: var call })
            return new CommandRefused(order.CommandId, _plan.Id, code, reason);
        var log = new Streams.ResponseLog(_services.LogOptions);
        log.Complete(new Streams.Ending(
            code == ErrorCode.ShuttingDown ? Streams.StreamEnd.ShuttingDown : Streams.StreamEnd.QueueFull, reason, Status: 503, RetryAfter: TimeSpan.FromSeconds(5)));
        return new TurnStarted(call.Turn, log, Self);
    }

    // What is told shows what has happened: it waits until that is durable.
    private void Reply(object answer)
    {
        var asker = Sender;
        _ledger.Tell(() => asker.Tell(answer));
    }

    private void Announce(object news)
    {
        // Who comes before this is told has it from what it is shown first, and must not hear of it before that.
        IActorRef[] here = [.. _sessions];
        _ledger.Tell(() =>
        {
            foreach (var session in here)
                if (_sessions.Contains(session))
                    session.Tell(news);
        });
    }
}
