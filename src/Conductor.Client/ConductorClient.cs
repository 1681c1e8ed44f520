using Conductor.Client.Connecting;
using Conductor.Client.Links;
using Conductor.Client.Orders;
using Conductor.Client.Reading;
using Conductor.Protocol;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client;

/// <summary>
/// A surface: connected to a conductor, and kept connected. Any number of conversations and answers go over it at once. Safe for
/// concurrent callers. Events are raised on the connection's own loop: a handler that takes long holds up every answer; what it
/// throws is reported as <see cref="TaskScheduler.UnobservedTaskException"/>.
/// </summary>
public sealed class ConductorClient : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConductorClientOptions _options;
    private readonly OrderBook _orders;
    private Connection _connection;
    private ConnectionState _state;
    private Task _keeping = Task.CompletedTask;

    private ConductorClient(ConductorClientOptions options, Connection connection, string address)
    {
        (_options, _connection, _state) = (options, connection, new ConnectionState(ConnectionStage.Connected, address, null, 0));
        _orders = new OrderBook(options.MaxOpenOrders);
        Room = new ReadingRoom(_orders, options);
        Turns = new TurnRunner(_orders, Room);
    }

    /// <summary>The connection was lost, made again, or is over.</summary>
    public event EventHandler<ConnectionState>? StateChanged;

    /// <summary>A turn that is read here, or runs in a conversation that is followed here, says what it does before its first token.</summary>
    public event EventHandler<Status>? StatusReported;

    /// <summary>The conductor complained about something that is not the answer to an order.</summary>
    public event EventHandler<ConductorException>? Complained;

    /// <summary>The model wants the avatar to do something. Only for surfaces whose capabilities name one.</summary>
    public event EventHandler<Avatar>? AvatarMoved;

    /// <summary>What the conductor said when it was connected to last: who it is, what it allows, and which conversation to begin with.</summary>
    public Welcome Welcome => Volatile.Read(ref _connection).Welcome;

    /// <summary>How the connection stands.</summary>
    public ConnectionState State => Volatile.Read(ref _state);

    internal ReadingRoom Room { get; }

    internal TurnRunner Turns { get; }

    /// <summary>Connects to <c>unix:/path</c>, <c>tcp:host:port</c>, <c>tls:host:port</c>, <c>ws://host:port</c> or <c>wss://host</c>.</summary>
    /// <exception cref="ArgumentException">It is not an address.</exception>
    /// <exception cref="ConductorException">Nobody is there, or the surface is refused; the code says which.</exception>
    public static Task<ConductorClient> ConnectAsync(string address, ConductorClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ConductorClientOptions();
        return ConnectAsync(Dialers.For(address, options), options, cancellationToken);
    }

    /// <summary>Connects over a carrier of one's own, such as that of a conductor in the same process.</summary>
    /// <exception cref="ConductorException">Nobody is there, or the surface is refused; the code says which.</exception>
    public static async Task<ConductorClient> ConnectAsync(
        ISurfaceDialer dialer, ConductorClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ConductorClientOptions();
        var link = new Switchboard();
        var keeper = new ConnectionKeeper(dialer, options, link);
        var connection = await keeper.BeginAsync(cancellationToken).ConfigureAwait(false);
        var client = new ConductorClient(options, connection, dialer.Address);
        link.Client = client;
        client._keeping = keeper.KeepAsync(connection, client._stopping.Token);
        return client;
    }

    /// <summary>A conversation by its id; <see cref="Welcome"/> names the one to begin with.</summary>
    public ConductorConversation Conversation(Guid id) => new(this, id);

    /// <summary>The conversation to begin with.</summary>
    public ConductorConversation MainConversation => Conversation(Welcome.ConversationId);

    /// <summary>Begins a conversation.</summary>
    /// <param name="title">Its title; null for none yet.</param>
    /// <param name="model">The model that answers; null for the default one.</param>
    /// <param name="system">The system prompt; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ConductorConversation> NewConversationAsync(
        string? title = null, string? model = null, string? system = null, CancellationToken cancellationToken = default) =>
        Made(await OrderAsync<Accepted>(new NewConversation(Guid.CreateVersion7(), title, model, system), cancellationToken).ConfigureAwait(false));

    /// <summary>Asks a model once, outside of every conversation, and yields the answer as <see cref="ConductorConversation.AskAsync"/> does.</summary>
    /// <param name="request">A JSON object in the terms of Ollama's <c>/api/chat</c>.</param>
    /// <param name="cancellationToken">Stops the answer itself, wherever it is.</param>
    /// <exception cref="ConductorException">It was refused, or the connection is lost for good.</exception>
    public IAsyncEnumerable<TurnEntry> AskOnceAsync(string request, CancellationToken cancellationToken = default) =>
        Turns.RunAsync(new Ask(Guid.CreateVersion7(), request), cancellationToken);

    /// <summary>A page of conversations, last used first.</summary>
    /// <param name="cursor">The <see cref="Conversations.Cursor"/> of the page before; null for the first.</param>
    /// <param name="limit">Conversations at most; from 1 to 200.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Conversations> ListConversationsAsync(string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        OrderAsync<Conversations>(new ListConversations(Guid.CreateVersion7(), cursor, (uint)Math.Clamp(limit, 1, 200)), cancellationToken);

    /// <summary>A page of the conversations whose title or messages hold the text, last used first.</summary>
    public Task<Conversations> SearchConversationsAsync(
        string text, string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        OrderAsync<Conversations>(new SearchConversations(Guid.CreateVersion7(), text, cursor, (uint)Math.Clamp(limit, 1, 200)), cancellationToken);

    /// <summary>The models that can be asked for.</summary>
    public async Task<ValueList<ModelInfo>> ListModelsAsync(CancellationToken cancellationToken = default) =>
        (await OrderAsync<Models>(new ListModels(Guid.CreateVersion7()), cancellationToken).ConfigureAwait(false)).All;

    /// <summary>Says goodbye and closes. Answers go on at the conductor; loops over them end with <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), _options.Time))
            if (State.Stage == ConnectionStage.Connected && !_stopping.IsCancellationRequested)
                await Volatile.Read(ref _connection).LeaveAsync(patience.Token).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
    }

    /// <summary>Sends any order, and waits for its answer.</summary>
    internal async Task<TAnswer> OrderAsync<TAnswer>(Command order, CancellationToken cancellationToken)
        where TAnswer : ServerMessage
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingOrder(order);
        _orders.Send(pending);
        try
        {
            var answer = await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            return answer as TAnswer
                ?? throw new InvalidDataException($"The conductor answered {order.GetType().Name} with {answer.GetType().Name}.");
        }
        finally
        {
            _orders.Forget(pending);
        }
    }

    internal ConductorConversation Made(Accepted accepted) =>
        Conversation(accepted.ConversationId ?? throw new InvalidDataException("The conductor did not name the conversation that it made."));

    private void Take(ServerMessage message)
    {
        switch (message)
        {
            case Status status:
                Room.Take(status);
                Raise(StatusReported, status);
                break;
            case TurnEntry or TurnSnapshot:
                Room.Take(message);
                break;
            case ConversationEvent happened:
                Room.TakeNews(happened.ConversationId, happened);
                break;
            case Avatar avatar:
                Raise(AvatarMoved, avatar);
                break;
            case Error error when error.CommandId is not { } id || !_orders.Answered(id, error):
                Raise(Complained, new ConductorException(error));
                break;
            default:
                TakeAnswer(message);
                break;
        }
    }

    private void TakeAnswer(ServerMessage message)
    {
        var order = message switch
        {
            Accepted accepted => accepted.CommandId,
            Snapshot snapshot => snapshot.CommandId,
            Conversations list => list.CommandId,
            Models list => list.CommandId,
            _ => null,
        };
        if ((order is not { } id || !_orders.Answered(id, message)) && message is Snapshot unasked)
            Room.TakeNews(unasked.Conversation.ConversationId, unasked);
    }

    private void Raise<T>(EventHandler<T>? handlers, T what)
    {
        try
        {
            handlers?.Invoke(this, what);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // A handler's fault is not the connection's: every other answer goes on. Its author hears of it as of any lost task.
            _ = Task.FromException(cause);
        }
    }

    // The keeper's view of the client: not the client itself, whose callers need not see it.
    private sealed class Switchboard : IConnectionUser
    {
        public ConductorClient Client { get; set; } = null!;

        public void OnConnected(Connection connection)
        {
            Volatile.Write(ref Client._connection, connection);
            // What is read first: an order that is sent again may be answered at once, and its turn begin.
            Client._orders.Connected(connection, Client.Room.Connected);
        }

        public void OnMessage(ServerMessage message) => Client.Take(message);

        public void OnLost() => Client._orders.Lost();

        public void OnState(ConnectionState state)
        {
            if (Client._state == state)
                return;
            Volatile.Write(ref Client._state, state);
            Client.Raise(Client.StateChanged, state);
        }

        public void OnClosed(Exception reason)
        {
            Client._orders.Closed(reason);
            Client.Room.Closed(reason);
        }
    }
}
