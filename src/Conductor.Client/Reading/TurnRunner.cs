using System.Runtime.CompilerServices;
using Conductor.Client.Orders;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Reading;

/// <summary>Runs orders that begin a turn: sends them, and reads what comes of it to its end.</summary>
internal sealed class TurnRunner(OrderBook orders, ReadingRoom room)
{
    /// <summary>Runs one. The token stops the turn, from whatever state it is in.</summary>
    public async IAsyncEnumerable<TurnEntry> RunAsync(Command order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OpenFeed? open = null;
        // Entered before the next message is looked at: the first entry may be in it.
        var pending = new PendingOrder(order, onAnswer: answer =>
        {
            if (answer is Accepted { TurnId: { } turn, ConversationId: var conversation, Duplicate: var duplicate })
                open = room.Enter(conversation ?? Guid.Empty, turn, comesByItself: !duplicate);
        });
        orders.Send(pending);
        try
        {
            var answer = await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (open is null)
                throw new InvalidDataException($"The conductor answered {order.GetType().Name} with {answer.GetType().Name}, and no turn.");
            await foreach (var entry in open.Feed.ReadAsync(cancellationToken).ConfigureAwait(false))
                yield return entry;
        }
        finally
        {
            _ = EndAsync(pending, () => open, stop: cancellationToken.IsCancellationRequested);
        }
    }

    // Never throws. The order may be without an answer yet: the turn is stopped as soon as it has a name.
    private async Task EndAsync(PendingOrder pending, Func<OpenFeed?> open, bool stop)
    {
        if (!pending.Answer.IsCompleted)
            await pending.Answer.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        if (open() is not { } entered)
            return;
        if (stop && !entered.Feed.IsOver)
            orders.Send(new PendingOrder(new Cancel(Guid.CreateVersion7(), entered.Feed.Conversation, entered.Feed.Turn)));
        room.Leave(entered);
    }
}
