using Conductor.Core.Conversations;
using Conductor.Core.Streams;
using Conductor.Protocol.Errors;

namespace Conductor.Core.Sessions.Version2;

/// <summary>The turns that surfaces have asked for outside of conversations: who asked, where they run, and how they are found again. Owned by one actor.</summary>
internal sealed class OneTurnDesk(AnswerShelf shelf, TimeProvider time)
{
    private static readonly Ending Stopped = new(StreamEnd.CancelledByUser, "The answer was stopped.");

    private readonly KnownCommands _known = new(4096);
    private readonly Dictionary<TurnId, (AskOnce Ask, IActorRef Asker)> _starting = [];
    private readonly Dictionary<TurnId, TurnStarted> _running = [];

    /// <summary>The turn to start for an order; null when it is answered already.</summary>
    public StartTurn? Begin(AskOnce ask, IActorRef asker)
    {
        if (_known.IsRepeat(ask.CommandId, out var before))
        {
            asker.Tell(before);
            return null;
        }
        if (!AskedOnce.TryRead(ask.Request, out var request, out var problem))
        {
            asker.Tell(new CommandRefused(ask.CommandId, Guid.Empty, ErrorCode.ArgumentInvalid, problem));
            return null;
        }
        var turn = TurnId.New(time);
        _starting.Add(turn, (ask, asker));
        return new StartTurn(turn, request, ask.Caller);
    }

    /// <summary>A turn has been taken: whoever asked is told, and can read it.</summary>
    public void Started(TurnStarted started)
    {
        if (!_starting.Remove(started.Turn, out var from))
            return;
        _running.Add(started.Turn, started);
        shelf.Put(new ShelvedAnswer(started.Turn, Guid.Empty, "", "", started.Log));
        var accepted = new CommandAccepted(from.Ask.CommandId, Guid.Empty, started.Turn, null);
        _known.Remember(accepted);
        from.Asker.Tell(accepted);
    }

    /// <summary>A turn runs no more; it can be read for a while.</summary>
    public void Ended(TurnId turn)
    {
        if (_running.Remove(turn, out var started))
            shelf.Ended(turn, started.Log.Bytes);
    }

    /// <summary>Stops a turn.</summary>
    public void Stop(StopOnce order, IActorRef asker)
    {
        var turn = new TurnId(order.Turn);
        if (!_running.TryGetValue(turn, out var started))
        {
            asker.Tell(new CommandRefused(order.CommandId, Guid.Empty, ErrorCode.TurnEnded, "The turn has ended already."));
            return;
        }
        started.Conversation.Tell(new CancelTurn(turn, Stopped), ActorRefs.NoSender);
        asker.Tell(new CommandAccepted(order.CommandId, Guid.Empty, turn, null));
    }
}
