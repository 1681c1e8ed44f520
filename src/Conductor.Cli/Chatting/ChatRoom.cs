using System.Threading.Channels;
using Conductor.Client;
using Conductor.Cli.Terminal;

namespace Conductor.Cli.Chatting;

/// <summary>Brings everything that a chat sees to into one line: what is typed, Ctrl-C, what happens in the conversation, the connection.</summary>
internal sealed class ChatRoom : IAsyncDisposable
{
    private readonly Channel<ChatEvent> _events = Channel.CreateUnbounded<ChatEvent>();
    private readonly ConductorClient _client;
    private readonly CtrlC _ctrlC;
    private readonly StandardInput _input = new();
    private readonly CancellationTokenSource _leaving = new();
    private CancellationTokenSource? _following;

    public ChatRoom(ConductorClient client)
    {
        _client = client;
        _ctrlC = new CtrlC(() => _events.Writer.TryWrite(new Interrupted()));
        client.StateChanged += (_, state) => _events.Writer.TryWrite(new ConnectionMoved(state));
    }

    /// <summary>The next event.</summary>
    public ValueTask<ChatEvent> NextAsync() => _events.Reader.ReadAsync(CancellationToken.None);

    /// <summary>Adds an event.</summary>
    public void Add(ChatEvent happened) => _events.Writer.TryWrite(happened);

    /// <summary>Asks for a line, or several between quotation marks; they come as one event.</summary>
    public void Listen() => _ = ReadAsync();

    /// <summary>Follows this conversation, and no other.</summary>
    public void Follow(Guid conversation)
    {
        _ = _following?.CancelAsync();
        _following = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
        _ = FollowAsync(conversation, _following.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _ctrlC.Dispose();
        await _leaving.CancelAsync();
    }

    // Neither throws: what goes wrong is an event.
    private async Task ReadAsync()
    {
        try
        {
            Add(new LineTyped(await _input.ReadWordsAsync(_leaving.Token)));
        }
        catch (Exception over) when (over is OperationCanceledException or IOException or ObjectDisposedException)
        {
            Add(new LineTyped(null));
        }
    }

    private async Task FollowAsync(Guid conversation, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _client.Conversation(conversation).FollowAsync(cancellationToken))
                Add(new Happened(conversation, message));
        }
        catch (OperationCanceledException)
        {
            // Another one is followed now.
        }
        catch (ObjectDisposedException)
        {
            // The chat is over.
        }
        catch (ConductorException reason)
        {
            Add(new FollowingEnded(conversation, reason));
        }
    }
}
