using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Conversations;

/// <summary>One turn that nobody keeps: an API call that brings its whole conversation along. Goes with its end.</summary>
internal sealed class OneTurnActor(TurnServices services) : UntypedActor
{
    private RunningTurn? _running;

    // Ten thousand of them may wait at a time, and a table of handlers for each would take up more than the turn.
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartTurn order:
                OnStartTurn(order);
                break;
            case TurnNews news:
                _running?.On(news);
                break;
            case CancelTurn order:
                _running?.Cancel(order.Ending);
                break;
            case EndConversation order:
                _running?.Cancel(order.Ending);
                break;
            case DrainConversation:
                // It takes no second turn in any case, and its end says that it is over.
                break;
            default:
                Unhandled(message);
                break;
        }
        if (_running is { HasEnded: true })
            Context.Stop(Self);
    }

    /// <summary>A conversation that goes away in the middle of a turn ends it; the backend still lets go of the log first.</summary>
    protected override void PostStop() => _running?.Abandon(new Ending(StreamEnd.ShuttingDown, "The conversation was closed."));

    private void OnStartTurn(StartTurn order)
    {
        var log = new ResponseLog(services.LogOptions);
        _running = new RunningTurn(order, log, services, Self);
        Sender.Tell(new TurnStarted(order.Turn, log, Self));
        _running.Begin();
    }
}
