using System.Globalization;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Conversations.Summaries;
using Conductor.Core.Ports;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations.Keeping;

/// <summary>Makes a conversation's book of its stored events, and with it what else its actor knows: names in use, orders, counts.</summary>
internal sealed class BookReading
{
    private const int MostKnown = 256;

    private readonly List<CommandAccepted> _known = [];
    private readonly Dictionary<Guid, string> _prompts = [];
    private readonly Dictionary<Guid, long> _counts = [];
    private readonly Dictionary<string, long> _counted = [];
    private long _largestId;
    private long _seq;

    public BookReading(ConversationPlan plan, ConversationOptions options, DateTimeOffset now, StoredConversation stored)
    {
        var begun = stored.Events.Select(one => one.Event).OfType<ConversationBegun>().FirstOrDefault();
        if (begun is not null)
            plan = plan with { Title = begun.Title, Model = begun.Model ?? "", System = begun.System, Messages = [.. Copied(stored)] };
        Book = new ConversationBook(plan, options, stored.Events.Count > 0 ? stored.Events[0].Event.At : now);
        foreach (var message in plan.Messages)
            Saw(message.Id);
        foreach (var one in stored.Events)
            Take(one.Event);
    }

    public ConversationBook Book { get; }

    /// <summary>Names messages as nobody in the conversation is named yet.</summary>
    public MessageIds Ids => new(_largestId);

    /// <summary>The orders that were accepted last.</summary>
    public IEnumerable<CommandAccepted> Known => _known.Skip(Math.Max(0, _known.Count - MostKnown));

    /// <summary>Tokens up to and including an answer, as hosts have counted, by the answer's name.</summary>
    public IReadOnlyDictionary<string, long> Counted => _counted;

    /// <summary>How an order was answered when it was accepted, as far back as the log goes.</summary>
    /// <param name="log">The log.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="command">The order.</param>
    /// <param name="number">The number of the event that holds it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CommandAccepted> AnswerOfAsync(IConversationLog log, Guid conversation, Guid command, long number, CancellationToken cancellationToken)
    {
        var (seq, turn) = (0L, default(TurnId?));
        await foreach (var one in log.ReadAsync(conversation, 0, cancellationToken).ConfigureAwait(false))
        {
            seq += one.Event.IsNews ? 1 : 0;
            if (one.Number < number)
                continue;
            turn = TurnOf(one.Event);
            return new CommandAccepted(command, conversation, turn, seq, IsDuplicate: true);
        }
        return new CommandAccepted(command, conversation, null, null, IsDuplicate: true);
    }

    private void Take(ConversationEvent happened)
    {
        if (NewsOf(happened) is { } news)
            Book.Apply(news);
        _seq = Book.Seq;
        if (happened is PromptAccepted prompt)
        {
            _prompts[prompt.Turn] = prompt.PromptId ?? prompt.Message!.Id;
            Saw(prompt.AnswerId);
        }
        else if (happened is UsageCounted { Usage: { PromptEvalCount: > 0, EvalCount: > 0 } usage } counted)
        {
            _counts[counted.Turn] = usage.PromptEvalCount + usage.EvalCount;
        }
        else if (happened is TurnEnded { Answer: { } answer } ended && _counts.TryGetValue(ended.Turn, out var tokens))
        {
            _counted[answer.Id] = tokens;
        }
        else if (happened is HistorySummarised summary)
        {
            Book.Keep(new HistorySummary(summary.Through, summary.Text));
        }
        if (happened.CommandId is { } command)
            _known.Add(new CommandAccepted(command, Book.Id, TurnOf(happened), happened is OrderAccepted ? null : _seq));
    }

    private ConversationNews? NewsOf(ConversationEvent happened)
    {
        var (seq, at) = (_seq + 1, happened.At);
        return happened switch
        {
            PromptAccepted { Message: { } message } => new MessageAdded(seq, at, Seen(KeptWords.Back(message))),
            Greeted greeted => new MessageAdded(seq, at, Seen(KeptWords.Back(greeted.Message))),
            Events.MessagesRemoved { From: { } from } => new MessagesRemoved(seq, at, from),
            Events.TurnStarted started => new TurnBegan(seq, at, new TurnId(started.Turn), started.AnswerId, started.Model, _prompts.GetValueOrDefault(started.Turn, "")),
            TurnEnded ended => new TurnClosed(seq, at, new TurnId(ended.Turn), ended.End, Answer(ended), ended.Entries, ended.Attempt),
            Events.ConversationChanged changed => new ConversationChanged(seq, at, changed.Title, changed.Model),
            _ => null,
        };
    }

    private static ConversationEntry? Answer(TurnEnded ended) =>
        ended.Answer is { } answer ? KeptWords.Back(answer) with { LastEntry = ended.Entries, Attempt = ended.Attempt } : null;

    private static IEnumerable<ConversationEntry> Copied(StoredConversation stored) =>
        stored.Events.Select(one => one.Event).OfType<MessageCopied>().Select(copied => KeptWords.Back(copied.Message));

    private static TurnId? TurnOf(ConversationEvent happened) => happened switch
    {
        PromptAccepted prompt => new TurnId(prompt.Turn),
        OrderAccepted { Turn: { } turn } => new TurnId(turn),
        _ => null,
    };

    private ConversationEntry Seen(ConversationEntry entry)
    {
        Saw(entry.Id);
        return entry;
    }

    private void Saw(string id)
    {
        if (id.StartsWith("msg_", StringComparison.Ordinal) && long.TryParse(id.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            _largestId = Math.Max(_largestId, number);
    }
}
