using Conductor.Cli.Terminal;
using Conductor.Client;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Chatting;

/// <summary>
/// A chat in the terminal: shows what is said in a conversation, here or at another surface, and says what is typed. Everything that
/// happens comes one after the other, so nothing here is shared between threads.
/// </summary>
internal sealed class SurfaceChat : IAsyncDisposable
{
    private const int MessagesShown = 20;

    private readonly Screen _screen;
    private readonly ChatRoom _room;
    private readonly SlashCommands _commands;
    private readonly bool _showThinking;
    private readonly Queue<Guid> _toShow = new();
    private readonly HashSet<Guid> _seen = [];
    private readonly HashSet<string> _mine = [];
    private Guid? _shown;
    private bool _isListening;
    private bool _isEnding;
    private bool _hasSnapshot;
    private bool _hasFailed;
    private int _owed;
    private int? _exit;

    public SurfaceChat(ConductorClient client, Screen screen, ConductorConversation conversation, string? model, bool showThinking)
    {
        (_screen, _showThinking) = (screen, showThinking);
        State = new ChatState { Conversation = conversation, Model = model };
        _room = new ChatRoom(client);
        _commands = new SlashCommands(client, screen, this);
    }

    /// <summary>Where the chat stands.</summary>
    public ChatState State { get; }

    /// <summary>Runs it until the person leaves, and returns the exit code.</summary>
    public async Task<int> RunAsync()
    {
        _room.Follow(State.Conversation.Id);
        while (_exit is null)
        {
            Listen();
            await TakeAsync(await _room.NextAsync());
        }
        return _exit.Value;
    }

    /// <summary>Goes to another conversation.</summary>
    public void SwitchTo(ConductorConversation conversation)
    {
        State.Reset(conversation);
        _toShow.Clear();
        _hasSnapshot = false;
        _room.Follow(conversation.Id);
    }

    /// <summary>These words will come back from the conversation, and are on the screen already.</summary>
    public void Mine(string words) => _mine.Add(words);

    /// <summary>Leaves.</summary>
    public void Leave(int code) => _exit = code;

    /// <summary>Gives an order whose answer is shown as every other: when its turn begins.</summary>
    public async Task SayAsync(Func<Task<Accepted>> order)
    {
        _owed++;
        try
        {
            var accepted = await order();
            if (accepted.TurnId is { } turn)
                State.LastTurn = turn;
        }
        catch (ConductorException refusal)
        {
            _owed--;
            Complain(refusal);
        }
    }

    public void Complain(ConductorException failure)
    {
        _hasFailed = true;
        // What the store says names its own way out, and the one of the protocol is for programs.
        _screen.Complain(failure.Code == Protocol.Errors.ErrorCode.Unavailable ? failure.Message : $"{failure.Message} {failure.WayOut}");
    }

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    // In a pipe, a line is read when the answer to the one before is shown; at a terminal, always.
    private void Listen()
    {
        if (_isListening || _isEnding || !_hasSnapshot || (!_screen.IsInteractive && IsBusy))
            return;
        _isListening = true;
        if (!IsBusy)
            _screen.Prompt();
        _room.Listen();
    }

    private bool IsBusy => _owed > 0 || _shown is not null;

    private async Task TakeAsync(ChatEvent happened)
    {
        switch (happened)
        {
            case LineTyped { Line: null }:
                (_isListening, _isEnding) = (false, true);
                break;
            case LineTyped { Line: { } line }:
                _isListening = false;
                _screen.Entered();
                await ObeyAsync(line);
                break;
            case Interrupted:
                await InterruptAsync();
                break;
            case Happened { Message: var message, Conversation: var id } when id == State.Conversation.Id:
                Take(message);
                break;
            case AnswerShown shown:
                OnShown(shown);
                break;
            case ConnectionMoved moved:
                OnConnection(moved.State);
                break;
            case FollowingEnded { Conversation: var id } ended when id == State.Conversation.Id:
                Complain(ended.Reason);
                _exit = ExitCode.Failed;
                break;
        }
        ShowNext();
        if (_isEnding && !IsBusy && _exit is null)
            _exit = _hasFailed && !_screen.IsInteractive ? ExitCode.Failed : ExitCode.Good;
    }

    private async Task ObeyAsync(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        if (line[0] != '/')
        {
            Mine(line);
            await SayAsync(() => State.Conversation.SayAsync(line, new AskOptions { Model = State.Model }));
            return;
        }
        try
        {
            await _commands.ObeyAsync(line);
        }
        catch (ConductorException refusal)
        {
            Complain(refusal);
        }
    }

    private async Task InterruptAsync()
    {
        if (!IsBusy)
        {
            _screen.Chat("");
            _exit = _screen.IsInteractive ? ExitCode.Good : ExitCode.Interrupted;
            return;
        }
        try
        {
            await State.Conversation.CancelAsync(_shown);
        }
        catch (ConductorException refusal) when (refusal.Code is Protocol.Errors.ErrorCode.TurnEnded or Protocol.Errors.ErrorCode.TurnNotFound)
        {
            // It has ended meanwhile.
        }
        catch (ConductorException refusal)
        {
            Complain(refusal);
        }
    }

    private void Take(ServerMessage message)
    {
        State.Take(message);
        switch (message)
        {
            case Snapshot snapshot:
                OnSnapshot(snapshot);
                break;
            case MessageAdded { Message: { Role: Role.User } said }:
                if (!_mine.Remove(said.Content))
                {
                    _screen.Interject();
                    _screen.Chat($"» {said.Content}");
                }
                break;
            case MessageAdded { Message: { Role: Role.Assistant } greeting } when _screen.IsInteractive:
                _screen.Interject();
                Transcript.Show(_screen, greeting);
                break;
            case TurnStarted { Turn.TurnId: var turn }:
                Expect(turn);
                break;
            case TurnEnded { TurnId: var ended } when !_seen.Contains(ended):
                Expect(ended);
                break;
            case ConversationDeleted:
                _screen.Complain("This conversation was deleted. /new begins another, /list shows those that there are.");
                break;
        }
    }

    private void OnSnapshot(Snapshot snapshot)
    {
        if (!_hasSnapshot && _screen.IsInteractive)
            Transcript.Show(_screen, snapshot, MessagesShown);
        _hasSnapshot = true;
        foreach (var turn in snapshot.Turns)
            Expect(turn.TurnId);
    }

    private void Expect(Guid turn)
    {
        if (_seen.Add(turn))
            _toShow.Enqueue(turn);
    }

    private void ShowNext()
    {
        if (_shown is not null || _exit is not null || !_toShow.TryDequeue(out var turn))
            return;
        _shown = turn;
        if (_isListening)
            _screen.Interject();
        _ = ShowAsync(State.Conversation, turn);
    }

    // Never throws: how it ended is an event.
    private async Task ShowAsync(ConductorConversation conversation, Guid turn)
    {
        try
        {
            var end = await new AnswerView(_screen, _showThinking, TimeProvider.System).ShowAsync(conversation.ReadAsync(turn));
            _room.Add(new AnswerShown(turn, end, null));
        }
        catch (ConductorException failure)
        {
            _room.Add(new AnswerShown(turn, EndReason.Unknown, failure));
        }
        catch (ObjectDisposedException)
        {
            _room.Add(new AnswerShown(turn, EndReason.Unknown, null));
        }
    }

    private void OnShown(AnswerShown shown)
    {
        _shown = null;
        _owed = Math.Max(0, _owed - 1);
        if (shown.Failure is { } failure)
            Complain(failure);
        if (_isListening && _toShow.Count == 0)
            _screen.Prompt();
    }

    private void OnConnection(ConnectionState state)
    {
        switch (state)
        {
            case { Stage: ConnectionStage.Reconnecting, Tries: 0 }:
                _screen.Interject();
                _screen.Note($"[the connection is lost: {state.Reason} Connecting again …]");
                State.WasLost = true;
                break;
            case { Stage: ConnectionStage.Connected } when State.WasLost:
                _screen.Interject();
                _screen.Note("[connected again]");
                State.WasLost = false;
                if (_isListening && !IsBusy)
                    _screen.Prompt();
                break;
            case { Stage: ConnectionStage.Closed, Reason: { } reason }:
                _screen.Complain(reason);
                _exit = ExitCode.Failed;
                break;
        }
    }
}
