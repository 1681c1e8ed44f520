using Conductor.Core.Conversations;
using Conductor.Protocol.Avatar;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>What the surface says: words and commands for its conversation, and what the person at it does.</summary>
internal sealed partial class SessionActor
{
    private const int MostOfError = 500;

    private void OnEvent(SurfaceEvent said)
    {
        if (said is AcknowledgedEvent { EventId: var id })
            Deliver(new Ack(id));
        switch (said)
        {
            case UserMessage message:
                OnUserMessage(message.Content);
                break;
            case UserCommand command when _commands.Run(command):
            case QuitRequested:
                Quit("Goodbye.");
                break;
            case Disconnected:
                _outlet.Finish();
                break;
            case CapabilitiesReport report:
                _outlet.Surface = report.Capabilities;
                break;
            case AvatarClicked when _outlet.Surface.Avatar:
                Deliver(new AvatarGesture(Gesture.Of(GestureKind.Wave), Durations.Of(GestureKind.Wave)));
                break;
            case UserTyping typing:
                OnTyping(typing.Typing);
                break;
            case SurfaceError error:
                _logger.SurfaceFailed(_connection.Id, error.Error.Length > MostOfError ? error.Error[..MostOfError] : error.Error, error.Recoverable);
                break;
            case TaskClicked click:
                Deliver(new TaskFocus(click.TaskId));
                break;
            default:
                OnConversationEvent(said);
                break;
        }
    }

    private void OnUserMessage(string content)
    {
        if (PromptRules.Refuse(content, _options.MaxMessageLength) is { } reason)
            Warn(reason);
        else
            _conversation.Tell(new SubmitPrompt(Guid.Empty, content, _caller));
    }

    // Of the person at this surface, and so told to this surface only; and only while nothing else is to be shown.
    private void OnTyping(bool isTyping)
    {
        if (_running.Count > 0 || isTyping == _isTyping)
            return;
        _isTyping = isTyping;
        Deliver(new State(isTyping ? ConductorState.Listening : ConductorState.Ready));
    }
}
