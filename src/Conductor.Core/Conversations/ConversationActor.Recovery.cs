using Conductor.Core.Conversations.Events;
using Conductor.Core.Conversations.Keeping;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>How turns are taken up that a crash has interrupted, under numbers that nobody has seen.</summary>
internal sealed partial class ConversationActor
{
    private static readonly DateTimeOffset ClockedSince = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The numbers of the new attempts are durable before anybody can see one. A store that takes nothing does not keep the turns waiting.
    private void Recover(StoredConversation stored)
    {
        Become(Keeping);
        foreach (var open in stored.Open)
            _ledger.Note(new AttemptReserved(open.Accepted.Turn, open.NextAttempt) { At = Now });
        _ledger.TellTried(() =>
        {
            foreach (var open in stored.Open)
                TakeUp(open, AttemptAt(open));
            BeginServing();
        });
    }

    // A number that could not be kept may have been given away by a conductor before, which could not keep it either: the clock has others.
    private int AttemptAt(StoredConversation.OpenTurn open)
    {
        if (_ledger.Fault is null)
            return open.NextAttempt;
        var attempt = Math.Max(open.NextAttempt, (int)Math.Clamp((Now - ClockedSince).TotalSeconds, 0, int.MaxValue / 2));
        _ledger.Note(new AttemptReserved(open.Accepted.Turn, attempt) { At = Now });
        return attempt;
    }

    private void ReserveAttempt(WaitingTurn turn, Action go)
    {
        _ledger.Note(new AttemptReserved(turn.Turn.Value, turn.Attempt + SaidAnswer.Of(turn.Log, turn.Common).Restarts + 1) { At = Now });
        _ledger.TellTried(go);
    }

    // What was accepted before a crash, and has not ended: it is asked again, in its order, or given up as the policy says.
    private void TakeUp(StoredConversation.OpenTurn open, int attempt)
    {
        var log = new ResponseLog(_services.LogOptions);
        SavedEntry.Restore(log, open.Entries);
        var accepted = open.Accepted;
        var turn = new TurnId(accepted.Turn);
        var waiting = new WaitingTurn(turn, accepted.AnswerId, accepted.PromptId ?? accepted.Message!.Id, log, accepted.Model, accepted.Caller)
        {
            Attempt = attempt,
            Common = log.LastNumber,
        };
        _services.Shelf.Put(new ShelvedAnswer(turn, _book.Id, waiting.MessageId, open.Model ?? accepted.Model ?? _book.Model, log)
        {
            Attempt = waiting.Attempt,
            Common = waiting.Common,
        });
        if (open.Model is not null && _services.Saving.Recovery == RecoveryPolicy.NodeLost)
            CloseWaiting(waiting, new Ending(StreamEnd.NodeLost, "Conductor was interrupted in the middle of this answer."));
        else if (accepted.Beside)
            Begin(waiting, beside: true);
        else
            _desk.Queue(waiting);
    }
}
