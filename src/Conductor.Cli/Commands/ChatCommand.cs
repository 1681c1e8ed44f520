using System.CommandLine;
using Conductor.Cli.Chatting;

namespace Conductor.Cli.Commands;

/// <summary><c>conductor chat</c>: a conversation in the terminal.</summary>
internal static class ChatCommand
{
    public static Command Build()
    {
        var (model, system, thinking) = (CommonOptions.Model(), CommonOptions.System(), CommonOptions.Thinking());
        var source = new AnswersOptions();
        var command = new Command("chat", "Chats in the terminal. Ctrl-C stops an answer, and at the prompt leaves; so do /quit and Ctrl-D. /help lists the rest.")
        {
            model,
            system,
            thinking,
        };
        source.AddTo(command);
        command.SetAction((parsed, _) => source.WithAnswersAsync(
            parsed,
            async answers =>
            {
                using var chat = new ChatSession(answers, parsed.GetValue(model)!, parsed.GetValue(system), parsed.GetValue(thinking));
                return await chat.RunAsync();
            },
            CancellationToken.None));
        return command;
    }
}
