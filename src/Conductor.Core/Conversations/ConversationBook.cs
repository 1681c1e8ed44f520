using Conductor.Core.Conversations.Events;
using Conductor.Core.Conversations.Summaries;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>
/// What a conversation is: all its news, one after the other, and nothing else. Whoever has the news has the conversation. Owned by one
/// actor.
/// </summary>
internal sealed class ConversationBook
{
    private readonly ConversationOptions _options;
    private readonly Queue<ConversationNews> _news = new();
    private readonly HashSet<TurnId> _running = [];
    private (string MessageId, string Words)? _opening;

    public ConversationBook(ConversationPlan plan, ConversationOptions options, DateTimeOffset createdAt)
    {
        _options = options;
        (Id, Title, Model, System) = (plan.Id, plan.Title, plan.Model, plan.System);
        CreatedAt = UpdatedAt = createdAt;
        History = new ConversationHistory(options);
        foreach (var message in plan.Messages)
            Add(message);
    }

    public Guid Id { get; }

    public string? Title { get; private set; }

    public string Model { get; private set; }

    public string? System { get; }

    public ConversationHistory History { get; }

    /// <summary>What stands in for its oldest messages where a model cannot read all of them; null for nothing.</summary>
    public HistorySummary? Summary { get; private set; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The number of the last news.</summary>
    public long Seq { get; private set; }

    public ConversationSummary Outline => new(Id, string.IsNullOrEmpty(Title) ? _opening?.Words : Title, Model, CreatedAt, UpdatedAt, History.Entries.Count, _running.Count, Seq);

    /// <summary>Takes the next news in.</summary>
    public void Apply(ConversationNews news)
    {
        (Seq, UpdatedAt) = (news.Seq, news.At);
        _news.Enqueue(news);
        if (_news.Count > _options.MaxNews)
            _news.Dequeue();
        switch (news)
        {
            case MessageAdded added:
                Add(added.Message);
                break;
            case MessagesRemoved removed:
                Forget(removed.FromMessageId);
                History.RemoveFrom(removed.FromMessageId);
                break;
            case TurnBegan began:
                _running.Add(began.Turn);
                History.Tag(began.PromptId, began.Turn);
                break;
            case TurnClosed closed:
                _running.Remove(closed.Turn);
                if (closed.Answer is { } answer)
                    History.AddAnswer(answer);
                break;
            case ConversationChanged changed:
                (Title, Model) = (changed.Title ?? Title, changed.Model ?? Model);
                break;
        }
    }

    /// <summary>Takes a summary in; it takes the place of the one before.</summary>
    public void Keep(HistorySummary summary) => Summary = summary;

    /// <summary>The news after a number.</summary>
    /// <returns>Null when some of them are not known any more, or the number never was.</returns>
    public IReadOnlyList<ConversationNews>? After(long seq)
    {
        if (seq < 0 || seq > Seq || Seq - seq > _news.Count)
            return null;
        return [.. _news.Where(news => news.Seq > seq)];
    }

    /// <summary>How a turn ended, as long as it is known.</summary>
    public TurnClosed? EndOf(TurnId turn)
    {
        if (_news.OfType<TurnClosed>().FirstOrDefault(closed => closed.Turn == turn) is { } known)
            return known;
        var answer = History.Entries.FirstOrDefault(entry => entry.Turn == turn && entry.Role == "assistant");
        return answer is null ? null : new TurnClosed(Seq, answer.At, turn, answer.End ?? StreamEnd.Completed, answer, answer.LastEntry, answer.Attempt);
    }

    private void Add(ConversationEntry message)
    {
        History.Add(message);
        if (_opening is null && message.Role == "user" && OpeningWords.Of(message.Content) is { } words)
            _opening = (message.Id, words);
    }

    // A summary that covers what is removed tells of what never was. One whose last message has only grown too old stays.
    private void Forget(string from)
    {
        if (_opening is { } opening && History.IndexOf(from) is var gone and >= 0 && History.IndexOf(opening.MessageId) >= gone)
            _opening = null;
        if (Summary is { } summary && History.IndexOf(from) is var first and >= 0 && (History.IndexOf(summary.Through) is var last && (last >= first || (last < 0 && first == 0))))
            Summary = null;
    }
}
