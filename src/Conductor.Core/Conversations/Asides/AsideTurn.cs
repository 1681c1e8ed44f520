using Conductor.Core.Admission;
using Conductor.Core.Backends;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Conversations.Asides;

/// <summary>
/// Something that a model writes for a conversation without having been asked by anybody in it. Its turn belongs to nobody, is the least pressing work
/// that there is, and makes way for all other.
/// </summary>
/// <param name="Turn">The turn that writes it.</param>
/// <param name="Actor">Who runs the turn.</param>
internal sealed record AsideTurn(TurnId Turn, IActorRef Actor)
{
    /// <summary>Has it written. The actor at hand gets a <see cref="TurnStarted"/>, and reads on with <see cref="ReadAsync"/>.</summary>
    public static AsideTurn Begin(IActorContext context, TurnServices services, ModelRequest request, string caller)
    {
        var aside = new AsideTurn(TurnId.New(services.Time), context.ActorOf(Props.Create(() => new OneTurnActor(services))));
        aside.Actor.Tell(new StartTurn(aside.Turn, request, caller) { Priority = TurnPriority.Low, Yields = TurnYields.ToAll }, context.Self);
        return aside;
    }

    /// <summary>Gives it up.</summary>
    public void Stop(Ending why) => Actor.Tell(new CancelTurn(Turn, why), ActorRefs.NoSender);

    /// <summary>Reads it to its end, whatever that is.</summary>
    public static async Task<AsideWritten> ReadAsync(TurnId turn, ResponseLog log)
    {
        using (var reader = log.OpenReader())
        {
            while (!reader.HasEnded)
                if (!reader.TryRead(out _) && !reader.HasEnded)
                    await reader.WaitAsync().ConfigureAwait(false);
        }
        var said = SaidAnswer.Of(log);
        // What was cut says less than it promises.
        return new AsideWritten(turn, log.Ending!.End == StreamEnd.Completed ? said.Text.Trim() : "", said.Model);
    }
}

/// <summary>The model has written it, or has not: then the text is empty.</summary>
internal sealed record AsideWritten(TurnId Turn, string Text, string? Model);
