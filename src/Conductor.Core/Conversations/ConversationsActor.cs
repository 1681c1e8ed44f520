using Conductor.Core.Conversations.Keeping;
using Conductor.Core.Ports;
using Conductor.Core.Streams;
using Conductor.Core.Turns;
using Conductor.Protocol.Errors;

namespace Conductor.Core.Conversations;

/// <summary>
/// Parent of the conversations that are in memory: loads one when it is asked for, lets it go when nobody needs it, takes up the turns
/// that a crash has interrupted, and drains all at shutdown. Turns that nobody keeps need no store and never wait for it.
/// </summary>
internal sealed class ConversationsActor : ReceiveActor, IWithStash
{
    // Turns that a crash has interrupted are taken up so many conversations at a time.
    private const int OrphansAtOnce = 256;

    private readonly TurnServices _services;
    private readonly Task<ConversationPorts> _opening;
    private readonly Props _oneTurn;
    private readonly HashSet<IActorRef> _draining = [];
    private readonly HashSet<IActorRef> _leaving = [];
    private readonly HashSet<IActorRef> _watchers = [];
    private ConversationPorts _ports = null!;
    private IActorRef? _drainer;

    public ConversationsActor(TurnServices services, Task<ConversationPorts> opening)
    {
        (_services, _opening) = (services, opening);
        _oneTurn = Props.Create(() => new OneTurnActor(services));
        Opening();
    }

    public IStash Stash { get; set; } = null!;

    // A conversation that fails is loaded anew by the next who asks for it: all that was accepted is in its log.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() => _ = _opening.PipeTo(Self);

    private void Opening()
    {
        Receive<ConversationPorts>(OnOpened);
        Receive<Status.Failure>(failure => OnNotOpened(failure.Cause));
        TakingTurns();
        ReceiveAny(_ => Stash.Stash());
    }

    private void Serving()
    {
        TakingTurns();
        Receive<FindConversation>(OnFind);
        Receive<ToConversation>(OnOrder);
        Receive<ToMainConversation>(OnMainOrder);
        Receive<ListKept>(OnList);
        Receive<BeginConversation>(OnBegin);
        Receive<BranchConversation>(OnBranch);
        Receive<Located>(OnLocated);
        Receive<Branched>(OnBranched);
        Receive<OrphansFound>(OnOrphans);
        Receive<ConversationIdle>(idle => LetGo(Sender));
        Receive<ConversationStays>(_ => OnStays());
        Receive<Status.Failure>(_ => { });
    }

    // The store cannot be opened: turns that nobody keeps go on, and whoever wants to keep something is told why it cannot be.
    private void Refusing(Exception cause)
    {
        TakingTurns();
        Receive<ToConversation>(order => Refuse(order.Command.CommandId, order.Id, cause.Message));
        Receive<ToMainConversation>(order => Refuse(order.Command.CommandId, Guid.Empty, cause.Message));
        Receive<BeginConversation>(order => Refuse(order.CommandId, order.Plan.Id, cause.Message));
        Receive<BranchConversation>(order => Refuse(order.CommandId, order.Id, cause.Message));
        Receive<ListKept>(question => Sender.Tell(new KeptPageFailed(question.CommandId, cause.Message)));
        Receive<FindConversation>(_ => Sender.Tell(new Status.Failure(cause)));
    }

    private void TakingTurns()
    {
        Receive<StartTurn>(OnStartTurn);
        Receive<DrainConversations>(_ => OnDrain());
        Receive<ConversationDrained>(_ => OnDrained(Sender));
        Receive<Terminated>(gone => OnGone(gone.ActorRef));
        Receive<EndConversation>(OnEnd);
        Receive<ConversationNoted>(_ => { });
        Receive<DirectoryNews>(TellWatchers);
        Receive<WatchDirectory>(_ => OnWatch());
    }

    private void OnOpened(ConversationPorts ports)
    {
        _ports = ports;
        Become(Serving);
        Stash.UnstashAll();
        _ = OrphansAsync(ports.Directory).PipeTo(Self);
    }

    private void OnNotOpened(Exception cause)
    {
        Become(() => Refusing(cause));
        Stash.UnstashAll();
    }

    private void Refuse(Guid order, Guid conversation, string reason) =>
        Sender.Tell(new CommandRefused(order, conversation, ErrorCode.StorageFailed, reason));

    private void OnStartTurn(StartTurn order)
    {
        if (_drainer is not null)
        {
            var log = new ResponseLog(_services.LogOptions);
            log.Complete(new Ending(StreamEnd.ShuttingDown, "Conductor is shutting down. Try again in a moment.", Status: 503, RetryAfter: TimeSpan.FromSeconds(5)));
            Sender.Tell(new TurnStarted(order.Turn, log, Self));
            return;
        }
        if (order.Conversation is { } conversation)
            OnTiedTurn(conversation, order);
        else
            Context.ActorOf(_oneTurn).Forward(order);
    }

    // What the caller has said before is the beginning of a conversation that is not there yet; one that is has its own.
    private void OnTiedTurn(Guid conversation, StartTurn order)
    {
        if (LoadedOrLeaving(conversation) is { } child)
            child.Forward(new SubmitCall(order));
        else if (!IsLeaving(conversation))
            Load(CalledWords.PlanOf(conversation, order.Request, _services.Time.GetUtcNow())).Forward(new SubmitCall(order));
    }

    private void OnFind(FindConversation question)
    {
        if (LoadedOrLeaving(question.Id) is { } child)
            Sender.Tell(new ConversationFound(question.Id, child));
        else if (!IsLeaving(question.Id))
            Sender.Tell(new ConversationFound(question.Id, Load(new ConversationPlan(question.Id))));
    }

    private void OnOrder(ToConversation order)
    {
        if (LoadedOrLeaving(order.Id) is { } child)
            child.Forward(order.Command);
        else if (!IsLeaving(order.Id))
            _ = LocateAsync(_ports.Directory, order).PipeTo(Self, Sender);
    }

    private void OnMainOrder(ToMainConversation order)
    {
        if (LoadedOrLeaving(Guid.Empty) is { } child)
            child.Forward(order.Command);
        else if (!IsLeaving(Guid.Empty))
            Load(new ConversationPlan(Guid.Empty)).Forward(order.Command);
    }

    private void OnList(ListKept question) => _ = ListAsync(_ports.Directory, _services.Shelf, question)
        .PipeTo(Sender, Self, success: page => page, failure: cause => new KeptPageFailed(question.CommandId, cause.Message));

    private void OnLocated(Located located)
    {
        if (located.IsThere)
            LoadedOrNew(located.Order.Id).Forward(located.Order.Command);
        else
            Sender.Tell(new CommandRefused(
                located.Order.Command.CommandId, located.Order.Id, ErrorCode.ConversationNotFound, $"There is no conversation {located.Order.Id}."));
    }

    // Its id is the order's: a repeat finds what the first has made.
    private void OnBegin(BeginConversation order)
    {
        var id = order.Plan.Id;
        var child = LoadedOrLeaving(id) ?? (IsLeaving(id) ? null : Load(order.Plan));
        child?.Forward(new ConfirmBegun(order.CommandId));
    }

    private void OnBranch(BranchConversation order) => _ = BranchAsync(_ports.Log, order, _services).PipeTo(Self, Sender);

    private void OnBranched(Branched branched)
    {
        if (branched.Plan is { } plan)
            OnBegin(new BeginConversation(branched.Order.CommandId, plan));
        else
            Sender.Tell(new CommandRefused(branched.Order.CommandId, branched.Order.Id, branched.Code, branched.Reason));
    }

    private void OnOrphans(OrphansFound found)
    {
        if (_drainer is not null)
            return;
        foreach (var orphan in found.Conversations)
            LoadedOrNew(orphan);
        if (found.Conversations.Count == OrphansAtOnce)
            _ = OrphansAsync(_ports.Directory).PipeTo(Self);
    }

    private IActorRef LoadedOrNew(Guid id) => Context.Child(NameOf(id)) is { } child && !child.IsNobody() ? child : Load(new ConversationPlan(id));

    // One that is leaving takes no more: who asks for it waits until its name is free.
    private IActorRef? LoadedOrLeaving(Guid id)
    {
        var child = Context.Child(NameOf(id));
        if (child.IsNobody())
            return null;
        if (!_leaving.Contains(child))
            return child;
        Stash.Stash();
        return null;
    }

    private static bool IsLeaving(Guid id) => !Context.Child(NameOf(id)).IsNobody();

    private IActorRef Load(ConversationPlan plan)
    {
        var child = Context.ActorOf(Props.Create(() => new ConversationActor(plan, _services, _ports)), NameOf(plan.Id));
        Context.Watch(child);
        if (_drainer is not null)
            child.Tell(new DrainConversation());
        return child;
    }

    private void LetGo(IActorRef child)
    {
        if (_leaving.Add(child))
            child.Tell(new LeaveIfIdle());
    }

    // Somebody has come while it was about to leave.
    private void OnStays()
    {
        if (_leaving.Remove(Sender))
            Stash.UnstashAll();
    }

    private void OnWatch()
    {
        if (_watchers.Add(Sender))
            Context.Watch(Sender);
    }

    private void TellWatchers(DirectoryNews news)
    {
        foreach (var watcher in _watchers)
            watcher.Tell(news);
    }

    private void OnGone(IActorRef conversation)
    {
        if (_watchers.Remove(conversation))
            return;
        if (_leaving.Remove(conversation))
            Stash.UnstashAll();
        OnDrained(conversation);
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

    private static string NameOf(Guid id) => id.ToString("D");

    private static async Task<KeptPage> ListAsync(IConversationDirectory directory, AnswerShelf shelf, ListKept question) =>
        new(question.CommandId, shelf.PutRight(await directory.ListAsync(question.Query, CancellationToken.None).ConfigureAwait(false)));

    private static async Task<Located> LocateAsync(IConversationDirectory directory, ToConversation order) =>
        new(order, await directory.LocateAsync(order.Id, CancellationToken.None).ConfigureAwait(false) is not null);

    private static async Task<OrphansFound> OrphansAsync(IConversationDirectory directory) =>
        new(await directory.OrphansAsync(OrphansAtOnce, CancellationToken.None).ConfigureAwait(false));

    private static async Task<Branched> BranchAsync(IConversationLog log, BranchConversation order, TurnServices services)
    {
        var stored = await StoredConversation.PeekAsync(log, order.Id, CancellationToken.None).ConfigureAwait(false);
        if (stored.Events.Count == 0)
            return new Branched(order, null, ErrorCode.ConversationNotFound, $"There is no conversation {order.Id}.");
        var book = new BookReading(new ConversationPlan(order.Id), services.Conversations, services.Time.GetUtcNow(), stored).Book;
        var last = order.MessageId is { } message ? book.History.IndexOf(message) : book.History.Entries.Count - 1;
        if (last < 0 && order.MessageId is not null)
            return new Branched(order, null, ErrorCode.MessageNotFound, $"There is no message {order.MessageId} in this conversation.");
        return new Branched(order, new ConversationPlan(order.CommandId)
        {
            Title = order.Title ?? book.Title,
            Model = book.Model,
            System = book.System,
            BranchOf = order.Id,
            Messages = [.. book.History.Entries.Take(last + 1)],
        }, default, "");
    }

    private sealed record Located(ToConversation Order, bool IsThere);

    private sealed record OrphansFound(IReadOnlyList<Guid> Conversations);

    private sealed record Branched(BranchConversation Order, ConversationPlan? Plan, ErrorCode Code, string Reason);
}
