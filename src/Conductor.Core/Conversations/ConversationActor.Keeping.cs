using Conductor.Core.Conversations.Events;
using Conductor.Core.Conversations.Keeping;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Protocol.Errors;

namespace Conductor.Core.Conversations;

/// <summary>How the conversation lasts: how it is loaded, kept, saved while it goes on, and let go.</summary>
internal sealed partial class ConversationActor
{
    private const string SaveTimer = "save";
    private const string RetryTimer = "retry";

    private readonly Dictionary<TurnId, AnswerSaver> _savers = [];
    private readonly TokenGauge _gauge = new();
    private readonly Dictionary<string, long> _counted = [];
    private readonly Dictionary<TurnId, FittedContext> _requests = [];

    private void Loading()
    {
        Receive<StoredConversation>(OnLoaded);
        Receive<Status.Failure>(failure => OnUnreadable(failure.Cause));
        ReceiveAny(_ => Stash.Stash());
    }

    // An order is being kept: what comes meanwhile is dealt with afterwards, so that the order of events is the order in the log.
    private void Keeping()
    {
        Receive<LedgerWrote>(OnWrote);
        Receive<TryAgain>(_ => _ledger.TryAgain());
        ReceiveAny(_ => Stash.Stash());
    }

    private void Refusing(string reason)
    {
        Receive<ConversationCommand>(order => Refuse(order, ErrorCode.Unavailable, reason));
        Receive<DrainConversation>(_ => Context.Parent.Tell(new ConversationDrained()));
        ReceiveAny(_ => { });
    }

    private void TakingCare()
    {
        Receive<LedgerWrote>(OnWrote);
        Receive<SaveDue>(due => Save(due.Turn));
        Receive<SaveAll>(_ => SaveRunning());
        Receive<TryAgain>(_ => _ledger.TryAgain());
        Receive<ReceiveTimeout>(_ => AskToLeave());
        Receive<LeaveIfIdle>(_ => Leave());
    }

    private void OnLoaded(StoredConversation stored)
    {
        _ledger.Open(stored.Claim);
        _epoch = stored.Claim.Epoch;
        var reading = new BookReading(_plan, _services.Conversations, Now, stored);
        (_book, _ids) = (reading.Book, reading.Ids);
        foreach (var accepted in reading.Known)
            _known.Remember(accepted);
        foreach (var (message, tokens) in reading.Counted)
            _counted[message] = tokens;
        if (stored.Events.Count == 0)
            NoteBeginning();
        if (stored.Open.Any())
            Recover(stored);
        else
            BeginServing();
    }

    private void BeginServing()
    {
        Become(Serving);
        _services.Shelf.Came(_plan.Id);
        WatchIdleness();
        Stash.UnstashAll();
        GoOn();
    }

    private void OnUnreadable(Exception cause)
    {
        Become(() => Refusing(cause.Message));
        Stash.UnstashAll();
        // The next who asks for the conversation tries anew.
        Self.Tell(PoisonPill.Instance);
    }

    private void NoteBeginning()
    {
        _ledger.Note(new ConversationBegun(_plan.Title, _plan.Model.Length > 0 ? _plan.Model : null, _plan.System, _plan.BranchOf) { At = Now });
        foreach (var message in _plan.Messages)
            _ledger.Note(new MessageCopied(KeptWords.Of(message)) { At = Now });
        _ledger.Tell(() => Context.Parent.Tell(new DirectoryNews(_plan.Id, IsGone: false)));
    }

    private void OnWrote(LedgerWrote wrote)
    {
        var kept = _ledger.IsKeepingOrder;
        if (!_ledger.On(wrote))
            throw new InvalidOperationException($"The conversation {_book.Id} has another owner by now.");
        if (_ledger.Fault is not null && !Timers.IsTimerActive(RetryTimer))
            Timers.StartSingleTimer(RetryTimer, TryAgain.Instance, TimeSpan.FromSeconds(1));
        if (!kept || _ledger.IsKeepingOrder)
            return;
        Become(Serving);
        Stash.UnstashAll();
    }

    /// <summary>Keeps an order, and then carries it out: puts its news into the book, answers, tells, and does what follows.</summary>
    private void Keep(ConversationCommand order, TurnId? turn, List<ConversationNews> news, List<ConversationEvent> events, Action then, Action? ready = null)
    {
        var sender = Sender;
        var stamped = events.Select((happened, index) => happened with
        {
            At = Now,
            CommandId = index == events.Count - 1 && order.CommandId != Guid.Empty ? order.CommandId : null,
        });
        _ledger.Keep([.. stamped], CarryOut, Fail, number => AnswerKnown(order, sender, number));
        if (_ledger.IsKeepingOrder)
            Become(Keeping);

        void CarryOut()
        {
            ready?.Invoke();
            foreach (var one in news)
                Record(one);
            Accept(order, sender, turn, news.Count > 0 ? news[^1].Seq : null);
            foreach (var one in news)
                Announce(one);
            then();
        }

        void Fail(string reason) => sender.Tell(Refusal(order, ErrorCode.Unavailable, reason));
    }

    // An order from before what is remembered: the log knows it, and it is answered as the first time.
    private void AnswerKnown(ConversationCommand order, IActorRef sender, long number) =>
        _ = BookReading.AnswerOfAsync(_ports.Log, _book.Id, order.CommandId, number, _stopping.Token)
            .PipeTo(sender, success: answer => answer, failure: cause => new CommandRefused(order.CommandId, _plan.Id, ErrorCode.Unavailable, cause.Message));

    private void BeginSaving(DeskTurn turn)
    {
        var (self, id) = (Self, turn.Asked.Turn);
        // What a former run has saved is saved; from there on every entry is new.
        _savers[id] = new AnswerSaver(id, turn.Run.Log, turn.Run.Log.LastNumber, _services.Saving.CheckpointEntries, () => self.Tell(new SaveDue(id), ActorRefs.NoSender));
        if (!Timers.IsTimerActive(SaveTimer))
            Timers.StartPeriodicTimer(SaveTimer, SaveAll.Instance, _services.Saving.CheckpointEvery);
    }

    private void Save(TurnId turn)
    {
        if (_savers.TryGetValue(turn, out var saver))
            foreach (var happened in saver.Take(Now))
                _ledger.Note(happened);
    }

    private void SaveRunning()
    {
        foreach (var turn in _savers.Keys)
            Save(turn);
    }

    private void EndSaving(WaitingTurn turn, ResponseLog log, TurnClosed closed, string? detail)
    {
        if (_savers.Remove(turn.Turn, out var saver))
            saver.Dispose();
        if (_savers.Count == 0)
            Timers.Cancel(SaveTimer);
        if (AnswerSaver.UsageOf(log) is { } usage)
        {
            _ledger.Note(new UsageCounted(turn.Turn.Value, usage with { Fields = [] }) { At = Now });
            NoteCount(turn, usage);
        }
        _ledger.Note(KeptWords.Of(closed, detail));
    }

    private void NoteCount(WaitingTurn turn, ModelUsage usage)
    {
        if (_requests.Remove(turn.Turn, out var fitted))
            _gauge.Counted(fitted.Messages, usage.PromptEvalCount);
        if (fitted is { IsWhole: true } && usage is { PromptEvalCount: > 0, EvalCount: > 0 })
            _counted[turn.MessageId] = usage.PromptEvalCount + usage.EvalCount;
    }

    private List<ChatMessage> Fitted(WaitingTurn next, string model)
    {
        var said = _book.History.ForModel(next.PromptId, _desk.IsOpenPrompt, CountOf);
        var context = ContextOf(model) ?? _services.History.AssumedContext;
        var fitted = ContextFit.Fit(SystemPrompt(), said, context, _services.History, _gauge.TokensPerByte, _book.Summary);
        _requests[next.Turn] = fitted;
        if (!fitted.IsWhole)
            next.Log.Append(EntryKind.Status, new TurnStatus(TurnStage.Routed, Reason:
                $"{fitted.Missing}: it reads {context} tokens, and {(fitted.IsEstimate ? "about " : "")}{fitted.Tokens} are sent"));
        return fitted.Messages;
    }

    // What the hosts that have the model agree on: the smallest context that one of them may answer with.
    private int? ContextOf(string model)
    {
        var fleet = _services.Fleet.Current;
        int? least = null;
        foreach (var place in fleet.Index.Find(model.Length > 0 ? model : fleet.DefaultModel ?? ""))
            if ((place.LoadedContext ?? place.Context) is { } context && (least is null || context < least))
                least = context;
        return least;
    }

    private bool IsIdle => _sessions.Count == 0 && _desk.IsIdle && _ledger.IsSettled && _summarising is null;

    // While somebody looks on there is nothing to watch: an idle conductor has no timer.
    private void WatchIdleness()
    {
        var idle = _services.Saving.Idle;
        Context.SetReceiveTimeout(_sessions.Count > 0 ? null : idle > TimeSpan.Zero ? idle : TimeSpan.FromMilliseconds(1));
    }

    private void AskToLeave()
    {
        if (IsIdle)
            Context.Parent.Tell(new ConversationIdle(_plan.Id));
    }

    private void Leave()
    {
        if (IsIdle)
            Context.Stop(Self);
        else
            Context.Parent.Tell(new ConversationStays());
    }

    private sealed record SaveDue(TurnId Turn);

    private sealed record SaveAll : INotInfluenceReceiveTimeout
    {
        public static readonly SaveAll Instance = new();
    }

    private sealed record TryAgain
    {
        public static readonly TryAgain Instance = new();
    }
}
