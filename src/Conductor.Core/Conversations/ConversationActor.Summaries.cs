using Conductor.Core.Conversations.Asides;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Conversations.Summaries;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>
/// How the oldest turns of a long conversation are summarised: between turns, as the least pressing work that there is. Whatever comes
/// meanwhile stops it, and what is not summarised is dropped from what a model is shown; a turn never waits for it, and never fails by it.
/// </summary>
internal sealed partial class ConversationActor
{
    private static readonly Ending PutOff = new(StreamEnd.CancelledByUser, "The summary was put off.");

    private SummaryRun? _summarising;

    private void TakingAsides()
    {
        Receive<TurnStarted>(began => _ = AsideTurn.ReadAsync(began.Turn, began.Log).PipeTo(Self));
        Receive<AsideWritten>(written => written.Turn == _greeting?.Turn, OnGreetingWritten);
        Receive<AsideWritten>(OnSummaryWritten);
    }

    /// <summary>A turn has ended, and nobody waits: has the conversation summarised where that will be needed soon.</summary>
    private void ConsiderSummary(string caller)
    {
        if (_summarising is not null || _deleted || _draining || !_desk.IsIdle || _services.History.Policy != HistoryPolicy.Summarise)
            return;
        var said = _book.History.ForModel("", _desk.IsOpenPrompt, CountOf);
        var context = ContextOf(_book.Model) ?? _services.History.AssumedContext;
        if (Summariser.Next(SystemPrompt(), said, _book.Summary, context, _services.History, _gauge.TokensPerByte) is not { } order)
            return;
        _summarising = new SummaryRun(AsideTurn.Begin(Context, _services, order.Request with { Model = _book.Model }, caller), order);
    }

    /// <summary>There is something better to do.</summary>
    private void PutAsidesOff()
    {
        PutGreetingOff();
        _summarising?.Aside.Stop(PutOff);
        _summarising = null;
    }

    private void OnSummaryWritten(AsideWritten written)
    {
        if (_summarising is not { } run || run.Aside.Turn != written.Turn)
            return;
        _summarising = null;
        // What cannot be used is not missed: the next turn that ends asks for another.
        if (!Summariser.IsGood(written.Text, run.Order, _gauge.TokensPerByte) || _book.History.IndexOf(run.Order.Through) < 0)
            return;
        _book.Keep(new HistorySummary(run.Order.Through, written.Text));
        _ledger.Note(new HistorySummarised(run.Order.Through, written.Text, written.Model) { At = Now });
    }

    private ChatMessage? SystemPrompt() => string.IsNullOrEmpty(_book.System) ? null : new ChatMessage("system", _book.System);

    private long? CountOf(string message) => _counted.TryGetValue(message, out var tokens) ? tokens : null;
}
