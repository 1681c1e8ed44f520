using System.CommandLine;
using Conductor.Cli.Answers;
using Conductor.Cli.Chatting;
using Conductor.Cli.Surfaces;
using Conductor.Cli.Terminal;
using Conductor.Client;
using Conductor.Core.Conducting;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor chat</c>: a conversation in the terminal, at a conductor that runs or at one in this process.</summary>
internal static class ChatCommand
{
    private sealed record ChatRequest(string Model, string? System, bool Thinking, bool IsNew, string? Conversation);

    public static Command Build()
    {
        var (model, system, thinking) = (CommonOptions.Model(), CommonOptions.System(), CommonOptions.Thinking());
        var isNew = new Option<bool>("--new") { Description = "Begin a new conversation, instead of the one that all surfaces begin with." };
        var conversation = new Option<string?>("--conversation")
        {
            Description = "Go on with this conversation; `conductor conversations` lists them.",
            HelpName = "ID",
        };
        var (source, surface) = (new AnswersOptions(), new SurfaceOptions());
        var command = new Command(
            "chat",
            "Chats in the terminal. Ctrl-C stops an answer, and at the prompt leaves; so do /quit and Ctrl-D. /help lists the rest. Exit code 0 after leaving; 1 when the conductor cannot be reached or is lost; 2 for wrong usage or a mistake in the configuration; 3 when it wants a key.")
        {
            model,
            system,
            thinking,
            isNew,
            conversation,
        };
        surface.AddTo(command);
        source.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var request = new ChatRequest(
                parsed.GetValue(model)!, parsed.GetValue(system), parsed.GetValue(thinking), parsed.GetValue(isNew), parsed.GetValue(conversation));
            return await source.WithSurfaceAsync(
                parsed,
                surface,
                client => ChatAsync(client, request),
                async answers =>
                {
                    if (answers is LocalAnswers { Conductor: var conductor })
                    {
                        await using var here = await ConductorClient.ConnectAsync(conductor.SurfaceDialer(), SurfaceFinder.Options(Capabilities()), CancellationToken.None);
                        return await ChatAsync(here, request);
                    }
                    // One that is reached over HTTP alone: the chat keeps what was said itself.
                    using var chat = new ChatSession(answers, request.Model, request.System, request.Thinking);
                    return await chat.RunAsync();
                },
                CancellationToken.None);
        });
        return command;
    }

    private static async Task<int> ChatAsync(ConductorClient client, ChatRequest request)
    {
        var screen = new Screen();
        try
        {
            var model = request.Model.Length > 0 ? request.Model : null;
            var conversation = await ConversationAsync(client, request);
            screen.Chat($"Chatting with {client.Welcome.Server} at {client.State.Address}. /help lists the commands; Ctrl-C stops an answer; Ctrl-D leaves.");
            await using var chat = new SurfaceChat(client, screen, conversation, model, request.Thinking);
            return await chat.RunAsync();
        }
        catch (ConductorException failure)
        {
            return await Complaint.FailureAsync($"{failure.Message} {failure.WayOut}");
        }
    }

    private static async Task<ConductorConversation> ConversationAsync(ConductorClient client, ChatRequest request)
    {
        if (request.Conversation is { } text)
        {
            if (!Guid.TryParse(text, out var id))
                throw new CliException($"'{text}' is not the id of a conversation. conductor conversations lists them.", ExitCode.Usage);
            await client.Conversation(id).OpenAsync(limit: 1);
            return client.Conversation(id);
        }
        return request.IsNew || request.System is not null
            ? await client.NewConversationAsync(model: request.Model.Length > 0 ? request.Model : null, system: request.System)
            : client.MainConversation;
    }

    /// <summary>What this terminal can show.</summary>
    public static SurfaceCapabilities Capabilities() => new()
    {
        Color = !Console.IsOutputRedirected,
        Streaming = true,
        RichText = !Console.IsOutputRedirected,
        KeyboardInput = !Console.IsInputRedirected,
        MaxWidth = Console.IsOutputRedirected ? 0 : (uint)Math.Max(0, Console.WindowWidth),
        MaxHeight = Console.IsOutputRedirected ? 0 : (uint)Math.Max(0, Console.WindowHeight),
    };
}
