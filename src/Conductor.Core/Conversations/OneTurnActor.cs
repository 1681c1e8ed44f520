using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Conversations;

/// <summary>One turn that nobody keeps: an API call that brings its whole conversation along. Goes with its end.</summary>
internal sealed class OneTurnActor : ReceiveActor
{
    private readonly TurnServices _services;
    private RunningTurn? _running;

    public OneTurnActor(TurnServices services)
    {
        _services = services;
        Receive<StartTurn>(OnStartTurn);
        Receive<TurnNews>(news => Step(turn => turn.On(news)));
        Receive<CancelTurn>(order => Step(turn => turn.Cancel(order.Ending)));
        Receive<EndConversation>(order => Step(turn => turn.Cancel(order.Ending)));
        // It takes no second turn in any case, and its end says that it is over.
        Receive<DrainConversation>(_ => { });
    }

    /// <summary>A conversation that goes away in the middle of a turn ends it; the backend still lets go of the log first.</summary>
    protected override void PostStop() => _running?.Abandon(new Ending(StreamEnd.ShuttingDown, "The conversation was closed."));

    private void OnStartTurn(StartTurn order)
    {
        var log = new ResponseLog(_services.LogOptions);
        _running = new RunningTurn(order, log, _services, Self);
        Sender.Tell(new TurnStarted(order.Turn, log, Self));
        Step(turn => turn.Begin());
    }

    private void Step(Action<RunningTurn> step)
    {
        if (_running is not { } turn)
            return;
        step(turn);
        if (turn.HasEnded)
            Context.Stop(Self);
    }
}
