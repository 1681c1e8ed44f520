using Conductor.Core.Conversations.Events;
using Conductor.Core.Conversations.Keeping;
using Conductor.Core.Streams;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Conversations;

/// <summary>What a person orders about prompts and answers.</summary>
internal sealed partial class ConversationActor
{
    private static readonly Ending Stopped = new(StreamEnd.CancelledByUser, "The answer was stopped.");
    private static readonly Ending Interrupted = new(StreamEnd.CancelledByUser, "The answer was interrupted by another prompt.");

    private void TakingPrompts()
    {
        Receive<ConversationCommand>(IsAnsweredAlready, _ => { });
        Receive<SubmitPrompt>(OnSubmitPrompt);
        Receive<SubmitCall>(OnSubmitCall);
        Receive<CancelTurns>(OnCancelTurns);
        Receive<RetryTurn>(OnRetryTurn);
        Receive<EditPrompt>(OnEditPrompt);
    }

    private bool IsAnsweredAlready(ConversationCommand command)
    {
        if (_known.IsRepeat(command.CommandId, out var before))
            Reply(before);
        else if (_deleted && command is not DetachSurface)
            Refuse(command, ErrorCode.ConversationNotFound, "The conversation was deleted.");
        else
            return false;
        return true;
    }

    private void OnSubmitPrompt(SubmitPrompt prompt)
    {
        var beside = prompt.Policy == PromptPolicy.Parallel && _desk.Running.Count > 0;
        if (IsFull(prompt, beside))
            return;
        var said = new ConversationEntry(_ids.Next(), "user", prompt.Content, Now) { Images = prompt.Images ?? [] };
        Ask(prompt, said, [], prompt.Model, prompt.Caller, beside, waiting =>
        {
            if (beside)
            {
                Begin(waiting, beside: true);
                return;
            }
            if (prompt.Policy != PromptPolicy.Interrupt)
            {
                _desk.Queue(waiting);
                return;
            }
            _desk.QueueFirst(waiting);
            CancelRunning(Interrupted);
        });
    }

    // A call that goes on after its model has called a tool brings no new words of a person: it answers the prompt that is there once more.
    private void OnSubmitCall(SubmitCall order)
    {
        if (IsFull(order, beside: false))
            return;
        var said = CalledWords.Of(order.Call.Request);
        var prompt = said.GoesOn ? _book.History.Entries.LastOrDefault(entry => entry.Role == "user" && entry.Content == said.Content) : null;
        prompt ??= new ConversationEntry(_ids.Next(), "user", said.Content, Now) { Images = said.Images };
        var model = order.Call.Request.Model is { Length: > 0 } named ? named : null;
        Ask(order, prompt, [], model, order.Call.Caller, beside: false, _desk.Queue, order.Call);
    }

    private bool IsFull(ConversationCommand prompt, bool beside)
    {
        var options = _services.Conversations;
        if (_draining)
            Refuse(prompt, ErrorCode.ShuttingDown, "Conductor is shutting down. Send it again when it is back.");
        else if (!beside && _desk.WaitingCount >= options.MaxWaiting)
            Refuse(prompt, ErrorCode.ConversationBusy, $"{options.MaxWaiting} messages wait in this conversation already. Wait for an answer, then send it again.");
        else if (beside && _desk.Running.Count >= options.MaxParallel)
            Refuse(prompt, ErrorCode.ConversationBusy, $"{options.MaxParallel} answers are under way in this conversation already. Wait for one, then send it again.");
        else
            return false;
        return true;
    }

    private void OnCancelTurns(CancelTurns order)
    {
        if (order.Turn is { } turn && _desk.Find(turn) is null && !_desk.IsWaiting(turn))
        {
            if (_book.EndOf(turn) is not null)
                Refuse(order, ErrorCode.TurnEnded, "The turn has ended already.");
            else
                Refuse(order, ErrorCode.TurnNotFound, $"There is no turn {turn} in this conversation.");
            return;
        }
        Keep(order, order.Turn, [], [new OrderAccepted("cancel", order.Turn?.Value)], () =>
        {
            if (order.Turn is { } one)
                Cancel(one, Stopped);
            else
                CancelAll(Stopped);
        });
    }

    private void OnRetryTurn(RetryTurn order)
    {
        if (_book.History.PromptOf(order.Turn) is not { } prompt)
            Refuse(order, ErrorCode.TurnNotFound, $"There is no turn {order.Turn} in this conversation whose prompt is still there.");
        else if (!IsBusy(order))
            AskAgain(order, prompt, behind: _book.History.IndexOf(prompt.Id) + 1, order.Model, order.Caller);
    }

    private void OnEditPrompt(EditPrompt order)
    {
        var index = _book.History.IndexOf(order.MessageId);
        if (index < 0)
            Refuse(order, ErrorCode.MessageNotFound, $"There is no message {order.MessageId} in this conversation.");
        else if (_book.History.Entries[index] is not { Role: "user" } old)
            Refuse(order, ErrorCode.ArgumentInvalid, $"{order.MessageId} is not a message of a person; only those can be edited.");
        else if (!IsBusy(order))
            AskAgain(order, old with { Id = _ids.Next(), Content = order.Content, At = Now }, behind: index, model: null, order.Caller);
    }

    private bool IsBusy(ConversationCommand order)
    {
        if (!_desk.IsIdle)
            Refuse(order, ErrorCode.ConversationBusy, "An answer is under way in this conversation.");
        return !_desk.IsIdle || IsFull(order, beside: false);
    }

    private void AskAgain(ConversationCommand order, ConversationEntry prompt, int behind, string? model, string caller)
    {
        var removed = behind < _book.History.Entries.Count ? new MessagesRemoved(_book.Seq + 1, Now, _book.History.Entries[behind].Id) : null;
        Ask(order, prompt, removed is null ? [] : [removed], model, caller, beside: false, _desk.Queue);
    }

    private void Ask(
        ConversationCommand order, ConversationEntry prompt, IReadOnlyList<ConversationNews> before, string? model, string caller, bool beside, Action<WaitingTurn> place,
        StartTurn? call = null)
    {
        var turn = call?.Turn ?? TurnId.New(_services.Time);
        var waiting = new WaitingTurn(turn, _ids.Next(), prompt.Id, new ResponseLog(_services.LogOptions), model, caller) { Call = call };
        // A prompt that is asked once more is in the book already, unless it goes with what is removed before.
        var isThere = _book.History.IndexOf(prompt.Id) >= 0;
        List<ConversationNews> news = [.. before];
        if (!isThere)
            news.Add(new MessageAdded(_book.Seq + 1 + news.Count, Now, prompt with { Turn = turn }));
        List<Events.ConversationEvent> events = [.. before.OfType<MessagesRemoved>().Select(removed => KeptWords.Of(removed, CountFrom(removed.FromMessageId)))];
        events.Add(new PromptAccepted(turn.Value, isThere ? null : KeptWords.Of(prompt with { Turn = turn }), waiting.MessageId, model, caller, beside) { PromptId = prompt.Id });
        // There before its turn is named to anybody: who is told of it may look for it at once.
        Keep(order, turn, news, events, ready: () => _services.Shelf.Put(new ShelvedAnswer(turn, _book.Id, waiting.MessageId, model ?? _book.Model, waiting.Log)), then: () =>
        {
            place(waiting);
            GoOn();
        });
    }

    private int CountFrom(string message) => _book.History.IndexOf(message) is var index and >= 0 ? _book.History.Entries.Count - index : 0;
}
