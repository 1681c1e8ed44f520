using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Conversations.Keeping;

/// <summary>
/// What stands between a conversation and those who see it: nobody is told of anything before it is durable. Orders are kept first and
/// carried out then, or refused; effects (an answer began, or ended) happen in any case, and are kept as soon as the store takes them.
/// One append is under way at a time; its outcome comes back to the actor as <see cref="LedgerWrote"/>. Owned by one actor.
/// </summary>
internal sealed class ConversationLedger(IConversationLog log, Guid conversation, IActorRef owner)
{
    // Effects that wait for a store that takes nothing; past that checkpoints are let go, and ends are kept.
    private const int MostUnsaved = 10_000;

    private readonly List<ConversationEvent> _effects = [];
    private readonly Queue<Action> _outputs = new();
    private long _epoch;
    private bool _isWriting;
    private bool _isDeleted;
    private int _writing;
    private int _writingOutputs;
    private PendingOrder? _order;

    /// <summary>The number of the last event that is durable.</summary>
    public long Head { get; private set; }

    /// <summary>An order is being kept: until its outcome nothing else may happen.</summary>
    public bool IsKeepingOrder => _order is not null;

    /// <summary>Everything that has happened is durable.</summary>
    public bool IsSettled => !_isWriting && _effects.Count == 0 && _order is null;

    /// <summary>The store takes nothing at the moment: why; null while it does.</summary>
    public string? Fault { get; private set; }

    /// <summary>Goes on where a claim is.</summary>
    public void Open(Claim.Granted claim) => (_epoch, Head) = (claim.Epoch, claim.Head);

    /// <summary>Keeps an effect, and does not wait for it.</summary>
    public void Note(ConversationEvent effect)
    {
        if (_isDeleted)
            return;
        if (_effects.Count >= MostUnsaved && effect is EntriesSaved)
            return;
        _effects.Add(effect);
        Write();
    }

    /// <summary>Does something that others see, once all that has happened before it is durable. In order.</summary>
    public void Tell(Action output)
    {
        // A store that takes nothing must not keep answers that run from those who wait for them.
        if (IsSettled || Fault is not null)
            output();
        else
            _outputs.Enqueue(output);
    }

    /// <summary>Does something once all that has happened is durable, or once the store was tried again and still takes nothing.</summary>
    public void TellTried(Action output)
    {
        if (IsSettled)
        {
            output();
            return;
        }
        _outputs.Enqueue(output);
        Write();
    }

    /// <summary>Keeps an order; then it is carried out, or refused, or told that it is known.</summary>
    public void Keep(IReadOnlyList<ConversationEvent> events, Action carryOut, Action<string> refuse, Action<long> known)
    {
        if (_order is not null)
            throw new InvalidOperationException("An order is being kept already.");
        _order = new PendingOrder(events, carryOut, refuse, known);
        Write();
    }

    /// <summary>Deletes the conversation, behind what is to be kept before; then it is carried out, or refused.</summary>
    public void Delete(Guid command, Action carryOut, Action<string> refuse)
    {
        _order = new PendingOrder([], carryOut, refuse, _ => carryOut()) { Delete = command };
        Write();
    }

    /// <summary>Tries again what the store did not take.</summary>
    public void TryAgain() => Write();

    /// <summary>Takes the outcome of the append that was under way.</summary>
    /// <returns>False when the conversation is somebody else's by now: whoever owns this must let go of it.</returns>
    public bool On(LedgerWrote wrote)
    {
        _isWriting = false;
        var order = wrote.WithOrder ? _order : null;
        switch (wrote.Outcome)
        {
            case Appended appended:
                (Head, Fault) = (appended.Head, null);
                _isDeleted = order?.Delete is not null;
                _effects.RemoveRange(0, _writing);
                Finish(order, () => order?.CarryOut());
                break;
            case Duplicate duplicate when order is not null:
                // Only the order can be one; the effects before it go again without it.
                Finish(order, () => order.Known(duplicate.Number));
                break;
            case Unavailable unavailable:
                Fault = unavailable.Reason;
                Finish(order, () => order?.Refuse(unavailable.Reason));
                TellAll();
                // An order that came meanwhile gets its own try: it is kept now, or refused, but never left without an answer.
                if (_order is not null)
                    Write();
                return true;
            default:
                return false;
        }
        Write();
        if (IsSettled)
            TellAll();
        return true;
    }

    private void TellAll()
    {
        while (_outputs.TryDequeue(out var output))
            output();
    }

    // What was to be told before the order comes before what the order brings.
    private void Finish(PendingOrder? order, Action carryOut)
    {
        if (order is not null)
            _order = null;
        for (; _writingOutputs > 0; _writingOutputs--)
            _outputs.Dequeue()();
        carryOut();
    }

    private void Write()
    {
        if (_isWriting || (_effects.Count == 0 && _order is null))
            return;
        _isWriting = true;
        (_writing, _writingOutputs) = (_effects.Count, _outputs.Count);
        List<ConversationEvent> all = [.. _effects, .. _order?.Events ?? []];
        var withOrder = _order is not null;
        if (_order?.Delete is { } command)
        {
            // What has not been kept by now need not be.
            _writing = _effects.Count;
            _ = DeleteAsync(log, conversation, _epoch, command).PipeTo(owner, success: outcome => new LedgerWrote(outcome, withOrder));
            return;
        }
        _ = AppendAsync(log, conversation, _epoch, Head, all).PipeTo(owner, success: outcome => new LedgerWrote(outcome, withOrder));
    }

    private static async Task<AppendOutcome> AppendAsync(IConversationLog log, Guid conversation, long epoch, long head, IReadOnlyList<ConversationEvent> events) =>
        await log.AppendAsync(conversation, epoch, head, events).ConfigureAwait(false);

    private static async Task<AppendOutcome> DeleteAsync(IConversationLog log, Guid conversation, long epoch, Guid command) =>
        await log.DeleteAsync(conversation, epoch, command == Guid.Empty ? null : command).ConfigureAwait(false);

    private sealed record PendingOrder(IReadOnlyList<ConversationEvent> Events, Action CarryOut, Action<string> Refuse, Action<long> Known)
    {
        public Guid? Delete { get; init; }
    }
}

/// <summary>An append of the ledger has come to its outcome.</summary>
internal sealed record LedgerWrote(AppendOutcome Outcome, bool WithOrder);
