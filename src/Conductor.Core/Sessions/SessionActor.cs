using Conductor.Core.Conversations;
using Conductor.Core.Sessions.Version2;
using Conductor.Core.Streams;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Messages;
using Microsoft.Extensions.Logging;
using Wire = Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>
/// One surface in protocol version 1: nothing is served before it has introduced itself; then what it says goes to its conversation,
/// and what happens there goes to its outlet.
/// </summary>
internal sealed partial class SessionActor : ReceiveActor, IWithStash
{
    private static readonly Guid MainConversation = Guid.Empty;

    private readonly ISurfaceConnection _connection;
    private readonly SurfaceOptions _options;
    private readonly IActorRef _conversations;
    private readonly ILogger _logger;
    private readonly SurfaceOutlet _outlet;
    private readonly SurfaceInlet _inlet;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SurfaceCommands _commands;
    private readonly SessionGreeting _greeting;
    private readonly Heartbeat _heartbeat;
    private readonly MessageBucket _bucket;
    private readonly SessionSurroundings _around;
    private readonly TimeProvider _time;
    private ICancelable? _pings;
    private ICancelable? _handshakeDue;
    private LeaveSoon? _leaving;
    private bool _isServed;
    private bool _isTyping;
    // Answers of the conversation in front that have not ended.
    private readonly HashSet<TurnId> _running = [];
    // Empty until the surface is admitted.
    private string _caller = "";
    private IActorRef _conversation = ActorRefs.Nobody;

    public SessionActor(ISurfaceConnection connection, SessionSurroundings around, TimeProvider time, ILogger logger)
    {
        (_connection, _options, _conversations, _logger, _around, _time) = (connection, around.Options, around.Conversations, logger, around, time);
        var options = around.Options;
        _outlet = new SurfaceOutlet(connection, options.OutboxLimit, time);
        _inlet = new SurfaceInlet(Self, options.InboxLimit, options.MaxFrameBytes);
        _heartbeat = new Heartbeat(options.MissedPings);
        _bucket = new MessageBucket(options.MessagesPerSecond, options.Burst, time);
        _commands = new SurfaceCommands(Deliver, order => _conversation.Tell(order));
        _greeting = new SessionGreeting(connection.Id, options.SnapshotLength);
        Introducing();
    }

    public IStash Stash { get; set; } = null!;

    protected override void PreStart()
    {
        // The connect order is the first message: whoever connected waits for the inlet.
        // One deadline for all of it: who keeps talking without a handshake gets no more time for that.
        _handshakeDue = Context.System.Scheduler.ScheduleTellOnceCancelable(_options.HandshakeTimeout, Self, new HandshakeOverdue(), ActorRefs.NoSender);
        _ = _outlet.RunAsync(_stopping.Token).PipeTo(Self, success: () => new OutletEnded());
    }

    protected override void PostStop()
    {
        _pings?.Cancel();
        _handshakeDue?.Cancel();
        _inlet.Close();
        // Not disposed of: that would take away those who listen before the cancellation, which runs on its own, has told them.
        _ = _stopping.CancelAsync();
        _connection.Close();
    }

    private void Attaching()
    {
        Receive<ConversationFound>(OnFound);
        Receive<SurfaceAttached>(OnAttached);
        OnAnyPhase();
        ReceiveAny(_ => Stash.Stash());
    }

    private void Serving()
    {
        Receive<SurfaceSaid>(said => said.Event is Handshake, said =>
        {
            OnHandshakeAgain((Handshake)said.Event);
            said.Inlet.Handled();
        });
        Receive<SurfaceSaid>(OnSaid);
        Receive<OrderDue>(_ => OnOrderDue());
        Receive<SurfaceAttached>(OnFocused);
        Receive<KeptPage>(OnKeptPage);
        Receive<KeptPageFailed>(failed => Warn(failed.Reason));
        Receive<DirectoryNews>(OnDirectoryNews);
        Receive<ConversationDeleted>(_ => !Sender.Equals(_conversation), _ => _behind.Remove(Sender));
        Receive<ConversationNews>(_ => !Sender.Equals(_conversation), _ => { });
        Receive<TurnOpened>(_ => !Sender.Equals(_conversation), OnTurnOpenedBehind);
        Receive<ConversationDeleted>(_ => OnFocusedIsGone());
        Receive<MessageAdded>(news => Deliver(new Message(news.Message.Id, SessionGreeting.RoleOf(news.Message.Role), news.Message.Content)));
        Receive<TurnOpened>(opened => OnTurnOpened(opened.Answer));
        Receive<TurnClosed>(closed => _running.Remove(closed.Turn));
        Receive<CommandRefused>(OnNotFocused);
        Receive<ConversationChanged>(news => news.Model is not null, news => Deliver(_greeting.Info(news.Model!)));
        Receive<MessagesRemoved>(_ => Renew());
        // Answers to orders, and news that version 1 has no words for.
        Receive<CommandAccepted>(_ => { });
        Receive<ConversationNews>(_ => { });
        OnAnyPhase();
    }

    private void OnAnyPhase()
    {
        Receive<SurfaceLeft>(_ => Context.Stop(Self));
        Receive<OutletEnded>(_ => Context.Stop(Self));
        Receive<Status.Failure>(_ => Context.Stop(Self));
        Receive<SurfaceGarbled>(OnGarbled);
        Receive<HandshakeOverdue>(_ => OnOverdue());
        Receive<PingDue>(_ => OnPingDue());
        Receive<LeaveSoon>(OnLeaveSoon);
    }

    private void OnPingDue()
    {
        if (_heartbeat.Beat(out var ping))
            Context.Stop(Self);
        else if (ping is { } seq)
            Deliver(new Ping(seq));
    }

    // Who has not introduced itself yet hears it afterwards.
    private void OnLeaveSoon(LeaveSoon leave)
    {
        _leaving = leave;
        if (_isServed)
            Warn(leave.Reason);
    }

    private void Introduce(SurfaceType kind, string? program, int version)
    {
        _logger.SurfaceConnected(_connection.Id, kind.Name, _caller);
        Context.Parent.Tell(new SurfaceIntroduced(new ConnectedSurface(_connection.Id, _caller, kind.Name, program, version, _time.GetUtcNow())));
    }

    private void Attach()
    {
        _inlet.MaxFrameBytes = FrameCodec.DefaultMaxPayload;
        _handshakeDue?.Cancel();
        BeginPings();
        Become(Attaching);
        _conversations.Tell(new FindConversation(MainConversation));
    }

    private void OnFound(ConversationFound found)
    {
        _conversation = found.Ref;
        _conversation.Tell(new AttachSurface(Guid.Empty, null, _options.SnapshotLength));
    }

    private void OnAttached(SurfaceAttached attached)
    {
        _conversations.Tell(new WatchDirectory());
        foreach (var message in _greeting.Words(attached.Summary, attached.Messages, attached.Open.Count))
            Deliver(message);
        Become(Serving);
        _isServed = true;
        if (_leaving is { } leave)
            Warn(leave.Reason);
        foreach (var live in attached.Open)
            OnTurnOpened(live);
        Stash.UnstashAll();
    }

    private void BeginPings() =>
        _pings = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(_options.PingInterval, _options.PingInterval, Self, PingDue.Instance, ActorRefs.NoSender);

    private void OnGarbled(SurfaceGarbled garbled)
    {
        garbled.Inlet.Handled();
        if (!garbled.CanGoOn && !_isServed)
        {
            Refuse(garbled.Code, garbled.Problem);
            return;
        }
        Deliver(new Notify(NotifyLevel.Error, null, garbled.Problem));
        if (!garbled.CanGoOn)
            _outlet.Finish();
    }

    private void OnTurnOpened(OpenAnswer turn)
    {
        _running.Add(turn.Turn);
        _isTyping = false;
        Post(new Follow(turn.MessageId, turn.Model, turn.Log));
    }

    private void Quit(string farewell)
    {
        Deliver(new Wire.Quit(farewell));
        _outlet.Finish();
    }

    private void Warn(string reason) => Deliver(new Notify(NotifyLevel.Warning, null, reason));

    private void Deliver(ConductorMessage message) => Post(new Deliver(message));

    private void Post(OutletOrder order)
    {
        if (_outlet.Post(order))
            return;
        // Only a surface that has stopped reading gets here; whoever keeps talking to it would fill memory instead.
        _logger.SurfaceTooSlow(_connection.Id, _options.OutboxLimit);
        Context.Stop(Self);
    }

    private sealed record OutletEnded;

    private sealed record HandshakeOverdue;

    private sealed record SurfaceAdmitted(SurfaceSaid Said, SurfaceVisitor? Visitor);
}
