using System.Globalization;
using Conductor.Cli.Surfaces;
using Conductor.Cli.Terminal;
using Conductor.Client;

namespace Conductor.Cli.Chatting;

/// <summary>What can be typed with a slash in a chat.</summary>
internal sealed class SlashCommands
{
    private const string Quotes = "\"\"\"";

    private readonly ConductorClient _client;
    private readonly Screen _screen;
    private readonly SurfaceChat _chat;
    private readonly (string[] Names, string Argument, string Help, Func<string, Task> Do)[] _all;

    public SlashCommands(ConductorClient client, Screen screen, SurfaceChat chat)
    {
        (_client, _screen, _chat) = (client, screen, chat);
        _all =
        [
            (["/help", "/?"], "", "show this", _ => HelpAsync()),
            (["/stop"], "", "stop the answer (as Ctrl-C does)", _ => Conversation.CancelAsync()),
            (["/retry"], "[MODEL]", "answer the last prompt once more", RetryAsync),
            (["/edit"], "TEXT", "put other words in the place of the last prompt", EditAsync),
            (["/model"], "[NAME]", "say who answers, or have another model answer", ModelAsync),
            (["/models"], "", "list the models", _ => ModelsAsync()),
            (["/history"], "[N]", "show the last messages", HistoryAsync),
            (["/list"], "[TEXT]", "list the conversations, or those with these words", ListAsync),
            (["/switch"], "N|ID", "go to another conversation of the list", SwitchAsync),
            (["/new", "/clear"], "[TITLE]", "begin a new conversation", NewAsync),
            (["/rename"], "TITLE", "give this conversation a title", RenameAsync),
            (["/branch"], "[TITLE]", "go on in a copy of this conversation", BranchAsync),
            (["/delete"], "", "delete this conversation, and begin a new one", _ => DeleteAsync()),
            (["/status"], "", "say where this chat stands", _ => StatusAsync()),
            (["/quit", "/exit", "/bye"], "", "leave (as Ctrl-D does); answers go on", _ => QuitAsync()),
        ];
    }

    private ConductorConversation Conversation => _chat.State.Conversation;

    public async Task ObeyAsync(string line)
    {
        var (name, argument) = line.Split(' ', 2, StringSplitOptions.TrimEntries) is [var word, var rest] ? (word, rest) : (line.Trim(), "");
        var found = _all.FirstOrDefault(command => command.Names.Contains(name));
        if (found.Do is null)
            _screen.Complain($"There is no command {name}. /help lists them; to say something that begins with a slash, put a space before it.");
        else
            await found.Do(argument);
    }

    private Task HelpAsync()
    {
        foreach (var (names, argument, help, _) in _all)
            _screen.Note($"{names[0] + ' ' + argument,-16} {help}");
        _screen.Note($"{Quotes,-16} say several lines, up to the next {Quotes}");
        return Task.CompletedTask;
    }

    private async Task RetryAsync(string model)
    {
        if (_chat.State.LastTurn is not { } turn)
            _screen.Complain("There is no answer yet to try again.");
        else
            await _chat.SayAsync(() => Conversation.AgainAsync(turn, model.Length > 0 ? model : _chat.State.Model));
    }

    private async Task EditAsync(string text)
    {
        if (_chat.State.LastPrompt is not { } prompt)
            _screen.Complain("There is nothing yet to edit.");
        else if (text.Length == 0)
            _screen.Complain("Say what it is to be: /edit Why is the sky dark at night?");
        else
        {
            _chat.Mine(text);
            await _chat.SayAsync(() => Conversation.ReplaceAsync(prompt, text));
        }
    }

    private async Task ModelAsync(string name)
    {
        if (name.Length == 0)
        {
            _screen.Note($"{_chat.State.Model ?? _chat.State.ConversationModel ?? _client.Welcome.Model ?? "The default model"} answers. /models lists those that there are.");
            return;
        }
        await Conversation.UseModelAsync(name);
        _chat.State.Model = null;
        _screen.Note($"{name} answers from now on.");
    }

    private async Task ModelsAsync()
    {
        foreach (var model in await _client.ListModelsAsync())
            _screen.Note($"{model.Name,-32} {(model.Loaded ? "loaded" : "      ")}  {string.Join(", ", model.Hosts)}");
    }

    private async Task HistoryAsync(string count)
    {
        var limit = int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 50;
        Transcript.Show(_screen, await Conversation.OpenAsync(limit: limit), limit);
    }

    private async Task ListAsync(string text)
    {
        var list = text.Length > 0 ? await _client.SearchConversationsAsync(text) : await _client.ListConversationsAsync();
        _chat.State.Listed = list.Page;
        for (var n = 0; n < list.Page.Count; n++)
        {
            var one = list.Page[n];
            var here = one.ConversationId == Conversation.Id ? '*' : ' ';
            _screen.Note($"{here}{n + 1,3}  {ConversationLines.Title(one),-40} {one.MessageCount,4} messages  {ConversationLines.When(one)}{(one.Running > 0 ? "  answering" : "")}");
        }
        if (list.Page.Count == 0)
            _screen.Note("There is none.");
    }

    private async Task SwitchAsync(string which)
    {
        if (int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            if (_chat.State.Listed.Count == 0)
                _chat.State.Listed = (await _client.ListConversationsAsync()).Page;
            if (number >= 1 && number <= _chat.State.Listed.Count)
                _chat.SwitchTo(_client.Conversation(_chat.State.Listed[number - 1].ConversationId));
            else
                _screen.Complain($"There is no conversation {number} in the list. /list shows it.");
        }
        else if (Guid.TryParse(which, out var id))
        {
            await _client.Conversation(id).OpenAsync(limit: 1);
            _chat.SwitchTo(_client.Conversation(id));
        }
        else
            _screen.Complain("Say which: /switch 2, or an id. /list shows them.");
    }

    private async Task NewAsync(string title)
    {
        var made = await _client.NewConversationAsync(title.Length > 0 ? title : null, _chat.State.Model);
        _chat.SwitchTo(made);
        _screen.Chat("A new conversation.");
    }

    private async Task RenameAsync(string title)
    {
        if (title.Length == 0)
            _screen.Complain("Say the title: /rename The sky");
        else
            await Conversation.RenameAsync(title);
    }

    private async Task BranchAsync(string title)
    {
        _chat.SwitchTo(await Conversation.BranchAsync(title: title.Length > 0 ? title : null));
        _screen.Chat("In a copy now.");
    }

    private async Task DeleteAsync()
    {
        var gone = Conversation;
        _chat.SwitchTo(await _client.NewConversationAsync());
        await gone.DeleteAsync();
        _screen.Chat("Deleted. This is a new conversation.");
    }

    private Task StatusAsync()
    {
        var state = _chat.State;
        _screen.Note($"{_client.Welcome.Server} at {_client.State.Address} ({(_client.State.Stage == ConnectionStage.Connected ? "connected" : "connecting again")})");
        _screen.Note($"conversation {Conversation.Id}{(state.Title is { } title ? $", {title}" : "")}");
        _screen.Note($"{state.Model ?? state.ConversationModel ?? _client.Welcome.Model ?? "the default model"} answers");
        return Task.CompletedTask;
    }

    private Task QuitAsync()
    {
        _chat.Leave(ExitCode.Good);
        return Task.CompletedTask;
    }
}
