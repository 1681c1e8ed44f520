using System.Text;
using Conductor.Core.Conversations;
using Conductor.Core.Ports;
using Conductor.Core.Streams;
using Conductor.Protocol.Errors;
using Wire = Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>What a surface orders.</summary>
internal sealed partial class EntrySession
{
    private const int LongestTitle = 200;
    private const int LongestName = 256;

    private void OnMessage(Wire.ClientMessage message)
    {
        switch (message)
        {
            case Wire.SurfacePing ping:
                Say(new Wire.ConductorPong(ping.Seq));
                return;
            case Wire.SurfacePong:
                return;
            case Wire.Goodbye:
                _outlet.Finish();
                return;
            case Wire.Credit credit:
                Post(new AddCredit(credit.ConversationId, credit.Messages, (uint)_around.Options.MaxCredit));
                return;
        }
    }

    // An order too many waits a little, behind those that wait already; one that would wait longer is refused.
    private void OnOrder(SurfaceAsked asked, Wire.Command order)
    {
        var wait = _bucket.Take(MessageBucket.Patience);
        if (wait > MessageBucket.Patience)
        {
            Say(Wire.Error.Of(ErrorCode.RateLimited, $"More than {_around.Options.MessagesPerSecond} messages per second.", order.CommandId) with
            {
                RetryAfterMs = (ulong)Math.Ceiling(wait.TotalMilliseconds),
            });
            asked.Inlet.Handled();
        }
        else if (wait > TimeSpan.Zero || _delayed.Count > 0)
        {
            _delayed.Enqueue(asked);
            _around.Scheduler.ScheduleTellOnce(wait, _around.Self, OrderDue.Instance, ActorRefs.NoSender);
        }
        else
            CarryOut(asked);
    }

    // Until then it counts as not handled: a surface that goes on like this is read no faster than it may speak.
    private void OnOrderDue()
    {
        if (_delayed.TryDequeue(out var asked))
            CarryOut(asked);
    }

    private void CarryOut(SurfaceAsked asked)
    {
        var order = (Wire.Command)asked.Message;
        if (ProblemOf(order) is { } problem)
            Say(problem);
        else
            Obey(order);
        asked.Inlet.Handled();
    }

    private void Obey(Wire.Command order)
    {
        switch (order)
        {
            case Wire.Prompt prompt:
                To(prompt.ConversationId, new SubmitPrompt(
                    prompt.CommandId, prompt.Content, _caller, prompt.Policy, prompt.Model, prompt.Images.Count > 0 ? prompt.Images : null));
                break;
            case Wire.Cancel cancel:
                OnCancel(cancel);
                break;
            case Wire.Retry retry:
                To(retry.ConversationId, new RetryTurn(retry.CommandId, new TurnId(retry.TurnId), retry.Model, _caller));
                break;
            case Wire.Edit edit:
                To(edit.ConversationId, new EditPrompt(edit.CommandId, edit.MessageId, edit.Content, _caller));
                break;
            case Wire.Ask ask:
                _around.Surfaces.Tell(new AskOnce(ask.CommandId, ask.Request, _caller), _around.Self);
                break;
            case Wire.Subscribe or Wire.Switch or Wire.Unsubscribe or Wire.Resume:
                ObeyStream(order);
                break;
            case Wire.ListModels list:
                Say(WireWords.Models(list.CommandId, _around.Fleet.Current));
                break;
            case Wire.ReportCapabilities report:
                _outlet.Surface = report.Capabilities;
                Say(new Wire.Accepted(report.CommandId, null, null, null, false));
                break;
            default:
                ObeyConversation(order);
                break;
        }
    }

    private void ObeyConversation(Wire.Command order)
    {
        switch (order)
        {
            case Wire.NewConversation begin:
                Directory(new BeginConversation(begin.CommandId, new ConversationPlan(begin.CommandId)
                {
                    Title = begin.Title,
                    Model = begin.Model ?? "",
                    System = begin.System,
                }));
                break;
            case Wire.OpenConversation open:
                To(open.ConversationId, new ShowPage(open.CommandId, open.BeforeMessageId, Page(open.Limit)));
                break;
            case Wire.RenameConversation rename:
                To(rename.ConversationId, new RenameConversation(rename.CommandId, rename.Title));
                break;
            case Wire.DeleteConversation delete:
                To(delete.ConversationId, new DeleteConversation(delete.CommandId));
                break;
            case Wire.BranchConversation branch:
                Directory(new BranchConversation(branch.CommandId, branch.ConversationId, branch.MessageId, branch.Title));
                break;
            case Wire.UseModel use:
                To(use.ConversationId, new ChangeModel(use.CommandId, use.Model));
                break;
            case Wire.ListConversations list:
                Directory(new ListKept(list.CommandId, new ConversationQuery(Page(list.Limit), list.Cursor)));
                break;
            case Wire.SearchConversations search:
                Directory(new ListKept(search.CommandId, new ConversationQuery(Page(search.Limit), search.Cursor, search.Text)));
                break;
        }
    }

    private void OnCancel(Wire.Cancel cancel)
    {
        if (cancel.TurnId is { } turn && _around.Shelf.TryFind(new TurnId(turn), out var answer) && answer.MessageId.Length == 0)
            _around.Surfaces.Tell(new StopOnce(cancel.CommandId, turn), _around.Self);
        else
            To(cancel.ConversationId, new CancelTurns(cancel.CommandId, cancel.TurnId is { } one ? new TurnId(one) : null));
    }

    private Wire.Error? ProblemOf(Wire.Command order)
    {
        var bytes = _around.Options.MaxPromptBytes;
        var (code, problem) = order switch
        {
            Wire.Prompt prompt => PromptProblem(prompt.Content, bytes),
            Wire.Edit edit => PromptProblem(edit.Content, bytes),
            Wire.RenameConversation { Title: var title } => TitleProblem(title),
            Wire.NewConversation { Title: { } title } => TitleProblem(title),
            Wire.BranchConversation { Title: { } title } => TitleProblem(title),
            Wire.UseModel { Model.Length: 0 or > LongestName } => (ErrorCode.ArgumentInvalid, "The model has no name, or one of more than 256 characters."),
            _ => (default(ErrorCode), default(string)),
        };
        return problem is null ? null : Wire.Error.Of(code, problem, order.CommandId);
    }

    private static (ErrorCode, string?) PromptProblem(string content, int most)
    {
        if (Encoding.UTF8.GetByteCount(content) is var bytes && bytes > most)
            return (ErrorCode.PromptTooLong, $"The prompt has {bytes} bytes; {most} are taken at most.");
        return PromptRules.Refuse(content, int.MaxValue) is { } reason ? (ErrorCode.ArgumentInvalid, reason) : default;
    }

    private static (ErrorCode, string?) TitleProblem(string title) =>
        title.Length > LongestTitle ? (ErrorCode.ArgumentInvalid, $"The title has {title.Length} characters; {LongestTitle} are taken at most.") : default;

    private static int Page(uint limit) => (int)Math.Clamp(limit, 1, 200);

    // The main conversation is there even when nothing was said in it yet.
    private void To(Guid conversation, ConversationCommand order) => Directory(
        conversation == Guid.Empty ? new ToMainConversation(order) : new ToConversation(conversation, order));

    private void Directory(object order) => _around.Conversations.Tell(order, _around.Self);
}
