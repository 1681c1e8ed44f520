using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Conductor.Core.Ports;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>
/// The answers of conversations that can be read now: those that come, and those that ended lately, for
/// <see cref="ConversationOptions.Retain"/> and within <see cref="ConversationOptions.RetainBytes"/>. Conversations put them here, any
/// reader takes them. Safe for concurrent callers.
/// </summary>
public sealed class AnswerShelf : IDisposable
{
    private readonly ConversationOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<TurnId, ShelvedAnswer> _answers = new();
    // Protects _ended and _endedBytes: several conversations end turns at once, and the timer clears meanwhile.
    private readonly Lock _gate = new();
    private readonly Queue<(TurnId Turn, long At, long Bytes)> _ended = new();
    private readonly ITimer _timer;
    private readonly ConcurrentDictionary<Guid, bool> _inMemory = new();
    private long _endedBytes;

    internal AnswerShelf(ConversationOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _timer = time.CreateTimer(static shelf => ((AnswerShelf)shelf!).ClearAway(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many answers are here.</summary>
    public int Count => _answers.Count;

    /// <summary>Finds an answer that can be read.</summary>
    public bool TryFind(TurnId turn, [NotNullWhen(true)] out ShelvedAnswer? answer) => _answers.TryGetValue(turn, out answer);

    /// <summary>
    /// Puts right what a list says of conversations that are in memory: whether a turn in them has ended is known here first, and to those who read
    /// its answer, before it is durable.
    /// </summary>
    internal ConversationPage PutRight(ConversationPage page)
    {
        if (page.Conversations.All(outline => outline.OpenTurns == 0))
            return page;
        var open = _answers.Values.Where(answer => answer.Log.Ending is null).CountBy(answer => answer.Conversation).ToDictionary();
        return page with
        {
            Conversations = [.. page.Conversations.Select(outline => _inMemory.ContainsKey(outline.Id) ? outline with { OpenTurns = open.GetValueOrDefault(outline.Id) } : outline)],
        };
    }

    /// <summary>Stops the clearing.</summary>
    public void Dispose() => _timer.Dispose();

    internal void Put(ShelvedAnswer answer) => _answers[answer.Turn] = answer;

    /// <summary>All open turns of a conversation are here from now on.</summary>
    internal void Came(Guid conversation) => _inMemory[conversation] = true;

    /// <summary>They are no more.</summary>
    internal void Left(Guid conversation) => _inMemory.TryRemove(conversation, out _);

    internal void Ended(TurnId turn, long bytes)
    {
        lock (_gate)
        {
            _ended.Enqueue((turn, _time.GetTimestamp(), bytes));
            _endedBytes += bytes;
        }
        ClearAway();
    }

    private void ClearAway()
    {
        lock (_gate)
        {
            while (_ended.TryPeek(out var oldest) && (_endedBytes > _options.RetainBytes || _time.GetElapsedTime(oldest.At) >= _options.Retain))
            {
                _ended.Dequeue();
                _endedBytes -= oldest.Bytes;
                _answers.TryRemove(oldest.Turn, out _);
            }
            // Armed for the oldest only, and not at all while nothing is kept: an idle conductor has no timer running.
            var next = _ended.TryPeek(out var first) ? _options.Retain - _time.GetElapsedTime(first.At) : Timeout.InfiniteTimeSpan;
            _timer.Change(next, Timeout.InfiniteTimeSpan);
        }
    }
}

/// <summary>An answer that can be read.</summary>
/// <param name="Turn">Its turn.</param>
/// <param name="Conversation">Its conversation; empty for the main one.</param>
/// <param name="MessageId">Its name as a message.</param>
/// <param name="Model">The model that was asked for; empty for the default one.</param>
/// <param name="Log">The answer.</param>
public sealed record ShelvedAnswer(TurnId Turn, Guid Conversation, string MessageId, string Model, ResponseLog Log)
{
    /// <summary>The attempt that the log began with: more than 1 where a conductor has died in the middle of an earlier one.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Up to this number the entries are those of the earlier attempts too.</summary>
    public long Common { get; init; }
}
