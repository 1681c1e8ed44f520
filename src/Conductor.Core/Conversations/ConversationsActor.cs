using Conductor.Core.Streams;
using Conductor.Core.Turns;

namespace Conductor.Core.Conversations;

/// <summary>Parent and directory of the conversations. Makes one when it is first asked for, and drains them all at shutdown.</summary>
internal sealed class ConversationsActor : ReceiveActor
{
    private readonly TurnServices _services;
    private readonly MessageIds _ids = new();
    private readonly HashSet<IActorRef> _draining = [];
    private IActorRef? _drainer;

    public ConversationsActor(TurnServices services)
    {
        _services = services;
        Receive<StartTurn>(OnStartTurn);
        Receive<FindConversation>(OnFind);
        Receive<DrainConversations>(_ => OnDrain());
        Receive<ConversationDrained>(_ => OnDrained(Sender));
        Receive<Terminated>(gone => OnDrained(gone.ActorRef));
        Receive<EndConversation>(OnEnd);
    }

    // What the conversation knew is in memory only: a new one would answer without its past, and nobody would notice.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void OnStartTurn(StartTurn order)
    {
        if (_drainer is not null)
        {
            var log = new ResponseLog(_services.LogOptions);
            log.Complete(new Ending(StreamEnd.ShuttingDown, "Conductor is shutting down. Try again in a moment.", Status: 503, RetryAfter: TimeSpan.FromSeconds(5)));
            Sender.Tell(new TurnStarted(order.Turn, log, Self));
            return;
        }
        var conversation = Context.ActorOf(Props.Create(() => new ConversationActor(new ConversationPlan("", true), _services, _ids)));
        conversation.Forward(order);
    }

    private void OnFind(FindConversation question)
    {
        var child = Context.Child(question.Id);
        if (child.IsNobody())
        {
            child = Context.ActorOf(Props.Create(() => new ConversationActor(new ConversationPlan("", false), _services, _ids)), question.Id);
            if (_drainer is not null)
                child.Tell(new DrainConversation());
        }
        Sender.Tell(new ConversationFound(question.Id, child));
    }

    private void OnDrain()
    {
        _drainer = Sender;
        foreach (var conversation in Context.GetChildren())
        {
            _draining.Add(Context.Watch(conversation));
            conversation.Tell(new DrainConversation());
        }
        TellIfDrained();
    }

    private void OnDrained(IActorRef conversation)
    {
        if (_draining.Remove(conversation))
            TellIfDrained();
    }

    private void OnEnd(EndConversation order)
    {
        foreach (var conversation in Context.GetChildren())
            conversation.Tell(order);
    }

    private void TellIfDrained()
    {
        if (_draining.Count == 0)
            _drainer?.Tell(Done.Instance);
    }
}

/// <summary>Question for a conversation that is kept, made if it is not there; answered by <see cref="ConversationFound"/>.</summary>
/// <param name="Id">Its name: a hyphenated UUID, nil for the main one.</param>
internal sealed record FindConversation(string Id);

/// <summary>Where a conversation is.</summary>
internal sealed record ConversationFound(string Id, IActorRef Ref);

/// <summary>Order to take no more turns; answered by <see cref="Done"/> when the last one that runs has ended.</summary>
internal sealed record DrainConversations;
