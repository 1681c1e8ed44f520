using Conductor.Core.Conversations;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>The commands of a person in version 1: <c>help</c>, <c>clear</c>, <c>model</c>, <c>quit</c>. Answers go to the surface that asked.</summary>
internal sealed class SurfaceCommands(Action<ConductorMessage> deliver, Action<object> tellConversation)
{
    private const int LongestModelName = 256;

    /// <summary>Carries out a command.</summary>
    /// <returns>Whether the surface wants to leave.</returns>
    public bool Run(UserCommand command)
    {
        switch (command.Command)
        {
            case "quit" or "exit":
                return true;
            case "help":
                Say(NotifyLevel.Info, "help: this text. model NAME: answer with another model. clear: forget what was said. quit: leave.");
                break;
            case "clear":
                tellConversation(new ClearHistory(Guid.Empty));
                break;
            case "model" when command.Args is [{ Length: > 0 and <= LongestModelName } name]:
                tellConversation(new ChangeModel(Guid.Empty, name));
                break;
            case "model":
                Say(NotifyLevel.Warning, "Name one model: model llama3.2");
                break;
            default:
                Say(NotifyLevel.Warning, $"There is no command '{command.Command}'. help lists them.");
                break;
        }
        return false;
    }

    private void Say(NotifyLevel level, string text) => deliver(new Notify(level, null, text));
}
