using Conductor.Core.Conversations.Asides;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Conversations.Keeping;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>
/// How somebody is greeted who comes to a conversation in which nothing was ever said, where the operator wants that: by the model, which is told
/// what to do by a prompt that is not part of the conversation. Whatever is said meanwhile stops it.
/// </summary>
internal sealed partial class ConversationActor
{
    private static readonly Ending NoGreeting = new(StreamEnd.CancelledByUser, "Something was said before the greeting.");

    private AsideTurn? _greeting;

    private bool IsUntouched => _book.Seq == 0 && _book.History.Entries.Count == 0 && _desk.IsIdle && !_draining && !_deleted;

    /// <summary>Somebody has come.</summary>
    private void ConsiderGreeting()
    {
        if (_greeting is not null || !IsUntouched || _services.Plan.WarmUp.Greeting is not { Length: > 0 } wanted)
            return;
        List<ChatMessage> messages = [];
        if (SystemPrompt() is { } system)
            messages.Add(system);
        messages.Add(new ChatMessage("user", wanted));
        _greeting = AsideTurn.Begin(Context, _services, new ModelRequest { Model = _book.Model, Messages = messages }, "greeting");
        _services.Fleet.GreetingBegan();
    }

    private void PutGreetingOff()
    {
        _greeting?.Stop(NoGreeting);
        ForgetGreeting();
    }

    private void OnGreetingWritten(AsideWritten written)
    {
        ForgetGreeting();
        // One that failed is not missed, and one that comes late is of no use.
        if (written.Text.Length == 0 || !IsUntouched)
            return;
        var said = new ConversationEntry(_ids.Next(), "assistant", written.Text, Now) { Model = written.Model };
        var added = Record(new MessageAdded(_book.Seq + 1, Now, said));
        _ledger.Note(new Greeted(KeptWords.Of(said)) { At = Now });
        Announce(added);
    }

    private void ForgetGreeting()
    {
        if (_greeting is not null)
            _services.Fleet.GreetingEnded();
        _greeting = null;
    }
}
