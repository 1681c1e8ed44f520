using Conductor.Core.Conversations.Keeping;
using Conductor.Core.Models;
using Conductor.Core.Ports;
using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Conversations;

/// <summary>
/// One conversation that is kept: its book, the turns that wait and run, and the sessions that look on. Every turn ends exactly once.
/// Commands are answered to whoever sent them, once they are durable; what happens is told to all who look on. It is loaded from its
/// log when somebody asks for it, and let go when nobody does any more.
/// </summary>
internal sealed partial class ConversationActor : ReceiveActor, IWithStash, IWithTimers
{
    private readonly ConversationPlan _plan;
    private readonly TurnServices _services;
    private readonly ConversationPorts _ports;
    private readonly ConversationLedger _ledger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TurnDesk _desk = new();
    private readonly KnownCommands _known = new();
    private readonly List<IActorRef> _sessions = [];
    private MessageIds _ids = new();
    private ConversationBook _book;
    private long _epoch;
    private bool _draining;
    private bool _deleted;

    public ConversationActor(ConversationPlan plan, TurnServices services, ConversationPorts ports)
    {
        (_plan, _services, _ports) = (plan, services, ports);
        _book = new ConversationBook(plan, services.Conversations, services.Time.GetUtcNow());
        _ledger = new ConversationLedger(ports.Log, plan.Id, Self);
        Loading();
    }

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => _ = StoredConversation.ClaimAsync(_ports, _plan.Id, _stopping.Token).PipeTo(Self);

    /// <summary>A conversation that goes away in the middle of a turn leaves it open in its log; the backend lets go of the answer first.</summary>
    protected override void PostStop()
    {
        _ = _stopping.CancelAsync();
        _services.Shelf.Left(_plan.Id);
        ForgetGreeting();
        var ending = new Ending(StreamEnd.ShuttingDown, "The conversation was closed.");
        foreach (var waiting in _desk.TakeAllWaiting())
            waiting.Log.Complete(ending);
        foreach (var turn in _desk.Running)
            turn.Run.Abandon(ending);
        _ = ReleaseAsync(_ports.Directory, _plan.Id, _epoch);
    }

    private void Serving()
    {
        TakingPrompts();
        TakingTurns();
        TakingSessions();
        TakingAsides();
        TakingCare();
        Receive<EndConversation>(order => CancelAll(order.Ending));
        Receive<DrainConversation>(_ => OnDrain());
    }

    private void TakingTurns()
    {
        Receive<TurnNews>(news =>
        {
            if (_desk.Find(news.Turn) is { } turn)
                Step(turn, run => run.On(news));
        });
        Receive<CancelTurn>(order => Cancel(order.Turn, order.Ending));
    }

    private void Begin(WaitingTurn next, bool beside)
    {
        PutAsidesOff();
        var model = next.Model ?? _book.Model;
        var order = next.Call is { } call
            ? call with { Request = call.Request with { Model = model } }
            : new StartTurn(next.Turn, new ModelRequest { Model = model, Messages = Fitted(next, model) }, next.Caller);
        var run = new RunningTurn(order, next.Log, _services, Self) { BeforeReplay = go => ReserveAttempt(next, go) };
        var answer = new OpenAnswer(next.Turn, next.MessageId, model, next.Log);
        var turn = new DeskTurn(next, answer, run);
        _desk.Began(turn, beside);
        var began = Record(new TurnBegan(_book.Seq + 1, Now, next.Turn, next.MessageId, model, next.PromptId));
        _ledger.Note(new Events.TurnStarted(next.Turn.Value, next.MessageId, model, next.Attempt) { At = Now });
        Announce(new TurnOpened(began, answer));
        BeginSaving(turn);
        Step(turn, one => one.Begin());
    }

    private void Step(DeskTurn turn, Action<RunningTurn> step)
    {
        step(turn.Run);
        if (!turn.Run.HasEnded)
            return;
        _desk.Ended(turn);
        Close(turn.Asked, turn.Run.Log);
        GoOn();
        ConsiderSummary(turn.Asked.Caller);
    }

    private void GoOn()
    {
        if (_desk.TakeNext() is { } next)
            Begin(next, beside: false);
        else if (_desk.IsIdle && _deleted)
            Context.Stop(Self);
        else
            TellIfDrained();
    }

    private void Close(WaitingTurn turn, ResponseLog log)
    {
        var ending = log.Ending!;
        var said = SaidAnswer.Of(log, turn.Common);
        var attempt = turn.Attempt + said.Restarts;
        // An answer whose prompt was taken away meanwhile has no place any more.
        var entry = said.Text.Length == 0 || _book.History.PromptOf(turn.Turn) is null ? null
            : new ConversationEntry(turn.MessageId, "assistant", said.Text, Now, ending.IsWhole ? null : ending.End)
            {
                Turn = turn.Turn,
                Model = said.Model ?? turn.Model ?? _book.Model,
                LastEntry = log.LastNumber,
                Attempt = attempt,
            };
        var closed = Record(new TurnClosed(_book.Seq + 1, Now, turn.Turn, ending.End, entry, log.LastNumber, attempt));
        EndSaving(turn, log, closed, ending.Detail);
        Announce(closed);
        _services.Shelf.Ended(turn.Turn, log.Bytes);
    }

    private void Cancel(TurnId turn, Ending ending)
    {
        if (_desk.TakeWaiting(turn) is { } waiting)
            CloseWaiting(waiting, ending);
        else if (_desk.Find(turn) is { } running)
            Step(running, run => run.Cancel(ending));
    }

    private void CancelAll(Ending ending)
    {
        foreach (var waiting in _desk.TakeAllWaiting())
            CloseWaiting(waiting, ending);
        CancelRunning(ending);
    }

    private void CancelRunning(Ending ending)
    {
        foreach (var turn in _desk.Running.ToArray())
            Step(turn, run => run.Cancel(ending));
    }

    private void CloseWaiting(WaitingTurn waiting, Ending ending)
    {
        waiting.Log.Complete(ending);
        Close(waiting, waiting.Log);
    }

    private void OnDrain()
    {
        _draining = true;
        PutAsidesOff();
        TellIfDrained();
    }

    private void TellIfDrained()
    {
        if (_draining && _desk.IsIdle)
            _ledger.TellTried(() => Context.Parent.Tell(new ConversationDrained()));
    }

    private DateTimeOffset Now => _services.Time.GetUtcNow();

    private static async Task ReleaseAsync(IConversationDirectory directory, Guid conversation, long epoch) =>
        await directory.ReleaseAsync(conversation, epoch, CancellationToken.None).ConfigureAwait(false);
}
