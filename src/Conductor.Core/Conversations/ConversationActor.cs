using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Conversations;

/// <summary>
/// One conversation: what was said, the turns that wait, the one that runs, and the sessions that look on. Turns run one after the
/// other; every one ends exactly once, and its end is told before the next begins.
/// </summary>
internal sealed class ConversationActor : ReceiveActor
{
    private const int MostWaiting = 64;

    private readonly ConversationPlan _plan;
    private readonly TurnServices _services;
    private readonly MessageIds _ids;
    private readonly ConversationHistory _history = new();
    private readonly Queue<WaitingTurn> _waiting = new();
    private readonly List<IActorRef> _sessions = [];
    private readonly DateTimeOffset _createdAt;
    private string _model;
    private RunningTurn? _running;
    private TurnOpened? _live;
    private bool _draining;

    public ConversationActor(ConversationPlan plan, TurnServices services, MessageIds ids)
    {
        (_plan, _services, _ids, _model) = (plan, services, ids, plan.Model);
        _createdAt = services.Time.GetUtcNow();
        TakingTurns();
        TakingSessions();
        Receive<EndConversation>(OnEndConversation);
        Receive<DrainConversation>(_ => OnDrain());
    }

    private void TakingTurns()
    {
        Receive<StartTurn>(OnStartTurn);
        Receive<SubmitPrompt>(OnSubmitPrompt);
        Receive<TurnNews>(news => Step(turn => turn.On(news)));
        Receive<CancelTurn>(OnCancelTurn);
    }

    private void TakingSessions()
    {
        Receive<AttachSurface>(_ => OnAttach());
        Receive<DetachSurface>(_ => Leave(Sender));
        Receive<Terminated>(gone => Leave(gone.ActorRef));
        Receive<ChangeModel>(OnChangeModel);
        Receive<ClearHistory>(_ => OnClearHistory());
    }

    /// <summary>A conversation that goes away in the middle of a turn ends it; the backend still lets go of the log first.</summary>
    protected override void PostStop()
    {
        foreach (var waiting in _waiting)
            waiting.Log.Complete(new Ending(StreamEnd.ShuttingDown, "The conversation was closed."));
        _running?.Abandon(new Ending(StreamEnd.ShuttingDown, "The conversation was closed."));
    }

    private void OnStartTurn(StartTurn order)
    {
        var waiting = new WaitingTurn(order.Turn, new ResponseLog(_services.LogOptions), () => order);
        Sender.Tell(new TurnStarted(order.Turn, waiting.Log, Self));
        Enqueue(waiting);
    }

    private void OnSubmitPrompt(SubmitPrompt prompt)
    {
        if (_draining || _waiting.Count >= MostWaiting)
        {
            Sender.Tell(new PromptRefused(_draining
                ? "Conductor is shutting down. Send it again when it is back."
                : $"{MostWaiting} messages wait in this conversation already. Wait for an answer, then send it again."));
            return;
        }
        var said = new ConversationEntry(_ids.Next(), "user", prompt.Content, _services.Time.GetUtcNow());
        Announce(new PromptTaken(said));
        var turn = TurnId.New(_services.Time);
        Enqueue(new WaitingTurn(turn, new ResponseLog(_services.LogOptions), () => AskWithHistory(turn, said, prompt.Caller), _ids.Next()));
    }

    private StartTurn AskWithHistory(TurnId turn, ConversationEntry said, string caller)
    {
        _history.Add(said);
        return new StartTurn(turn, new ModelRequest { Model = _model, Messages = _history.ForModel() }, caller);
    }

    private void Enqueue(WaitingTurn turn)
    {
        _waiting.Enqueue(turn);
        if (_running is null)
            BeginNext();
    }

    private void BeginNext()
    {
        while (_running is null && _waiting.TryDequeue(out var next))
        {
            var order = next.Ask();
            _running = new RunningTurn(order, next.Log, _services, Self);
            if (next.MessageId is { } messageId)
            {
                _live = new TurnOpened(order.Turn, messageId, order.Request.Model, next.Log);
                Announce(_live);
            }
            Step(turn => turn.Begin());
        }
    }

    private void Step(Action<RunningTurn> step)
    {
        if (_running is not { } turn)
            return;
        step(turn);
        if (!turn.HasEnded)
            return;
        Remember(turn);
        (_running, _live) = (null, null);
        if (_waiting.Count > 0)
            BeginNext();
        else if (_plan.IsTransient)
            Context.Stop(Self);
        else
            TellIfDrained();
    }

    private void OnCancelTurn(CancelTurn order)
    {
        if (_running?.Id == order.Turn)
        {
            Step(turn => turn.Cancel(order.Ending));
            return;
        }
        foreach (var waiting in _waiting.Where(waiting => waiting.Turn == order.Turn).ToArray())
            waiting.Log.Complete(order.Ending);
        DropEnded();
    }

    private void OnEndConversation(EndConversation order)
    {
        foreach (var waiting in _waiting)
            waiting.Log.Complete(order.Ending);
        DropEnded();
        Step(turn => turn.Cancel(order.Ending));
    }

    private void OnDrain()
    {
        _draining = true;
        TellIfDrained();
    }

    private void TellIfDrained()
    {
        if (_draining && _running is null)
            Context.Parent.Tell(new ConversationDrained());
    }

    private void DropEnded()
    {
        for (var left = _waiting.Count; left > 0; left--)
            if (_waiting.Dequeue() is { Log.Ending: null } waiting)
                _waiting.Enqueue(waiting);
    }

    private void Remember(RunningTurn turn)
    {
        if (_live is null)
            return;
        var text = LogText.Collect(turn.Log);
        var ending = turn.Log.Ending!;
        if (text.Length > 0)
            _history.Add(new ConversationEntry(_live.MessageId, "assistant", text, _services.Time.GetUtcNow(), ending.IsWhole ? null : ending.End));
    }

    private void OnAttach()
    {
        if (!_sessions.Contains(Sender))
        {
            _sessions.Add(Sender);
            Context.Watch(Sender);
        }
        Sender.Tell(new SurfaceAttached(_model, [.. _history.Entries], _createdAt, _live));
    }

    private void Leave(IActorRef session)
    {
        if (_sessions.Remove(session))
            Context.Unwatch(session);
    }

    private void OnChangeModel(ChangeModel order)
    {
        _model = order.Model;
        Announce(new ModelChanged(_model));
    }

    private void OnClearHistory()
    {
        _history.Clear();
        Announce(new HistoryCleared());
    }

    private void Announce(object news)
    {
        foreach (var session in _sessions)
            session.Tell(news);
    }

    // The request is made when the turn begins, not when it was said: by then the answers before it are in the history.
    private sealed record WaitingTurn(TurnId Turn, ResponseLog Log, Func<StartTurn> Ask, string? MessageId = null);
}
